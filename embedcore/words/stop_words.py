"""Words that name nothing: articles, pronouns, auxiliaries and small talk in eight languages."""

_WORDS = {
    "English": """
a about above after again all almost already also although always am an and another any anyone anything are aren
around as ask asked at away back be because been before being below best better between both but by came can cannot
cant come could couldn did didn do does doesn doing don done down during each either else even ever every everything
few find first for from further gave get gets getting give given go goes going gone good got had hadn has hasn have
haven having he hello help her here hers herself hey hi him himself his how however i if im in instead into is isn it
its itself just keep kept know last least less let like ll look looks made make makes many may maybe me mean might
more most much must my myself need needs never new next no nor not nothing now of off ok on once one only or other
others our ours ourselves out over own per please put re really right said same saw say says see seem seems seen shall
she should shouldn since so some someone something still such sure take taken tell than thank thanks that the their
theirs them themselves then there these they thing things think this those though through till to together told too
took tried try trying two under until up us use used using ve very via want wanted wants was wasn way we well went were
weren what when where whether which while who whole whom whose why will with within without won would wouldn yes yet
you your yours yourself yourselves
aint didnt doesnt hadnt hasnt havent isnt ive shouldnt wasnt werent wouldnt
""",
    "German": """
aber alle als also am an auch auf aus bei bin bis bitte da dann das dass dem den denn der des die dies diese doch du
ein eine einem einen einer er es für habe haben hallo hat hier ich ihr ihre im immer in ist ja jetzt kann kein keine
man mein meine meinem meinen meiner mich mir mit nach nicht noch nur oder ohne schon sehr sein seit sich sie sind so
und uns unser vom von vor war was wenn wie wir wird wo zu zum zur über
""",
    "French": """
ai au aussi aux avec bonjour ce ces cette comme dans de depuis des donc du elle en est et fait ici il ils je la le les
leur lui ma mais me mes mon même ne nos notre nous on ont ou où par pas plus pour quand que qui sa sans se ses si son
sont sur suis ta te toujours tout très tu un une vos votre vous été être
""",
    "Spanish": """
al algo ante aunque cada como con cuando de del desde donde el ella ellos en era es esta estaba este esto está estoy
fue ha hace hasta hay hola la las le les lo los mas me mi mis muy más ni no nos o para pero por porque que qué se ser
si sin sobre solo son su sus sí también te tengo tiene todo un una uno y ya yo
""",
    "Italian": """
ad al alla anche buongiorno che chi ci come con cosa così da dal dalla dei del della delle di dopo dove e ed era essere
fa gli ha hanno ho il in io la le lei lo loro lui ma mi mia mio molto nel nella no noi non o ora per perché più poi
può quando quello questa questo qui se senza si sono su sul tutto un una uno è
""",
    "Dutch": """
aan al als bij dan dat de deze die dit doen door dus een en er geen goed had hallo heb hebben heeft het hij hoe ik in
is je kan kunnen maar me meer met mij mijn na naar niet nog nu of om onder ook op over te toch tot u uit van veel voor
waar wat we wel wij worden wordt ze zich zijn zo zonder
""",
    "Portuguese": """
ao aos as com como da das de do dos e ela ele em era essa esse esta este eu foi há isso já mais mas me meu minha muito
na nas no nos não o os ou para pela pelo por porque quando que se sem ser seu sua são só tem também tenho um uma você
""",
    "Polish": """
ale bardzo bez bo by być był było co czy dla do dzień dobry gdy go i ich ja jak jest jestem już każdy kiedy ma mam mi
mnie moje może na nie o od po pod proszę przez przy są się ta tak tam te tego ten to tu tylko w we z za ze że
""",
}
_ELIDED = "coll dall dell jusqu lorsqu nell puisqu qu quell sull"
"""What stands before an apostrophe in French and Italian."""

STOP_WORDS_OF = {language: frozenset(found.split()) for language, found in _WORDS.items()}
STOP_WORDS = frozenset(_ELIDED.split()).union(*STOP_WORDS_OF.values())

# Scripts without spaces: what begins or ends no phrase.
_UNSPACED = """
的 了 是 在 我 你 您 他 她 它 们 這 这 那 个 個 就 都 也 很 和 与 與 及 或 而 但 把 被 让
讓 给 給 对 對 从 從 到 吗 嗎 呢 吧 啊
我们 我們 你们 你們 他们 他們 我的 你的 您的 他的 这个 這個 那个 那個 这款 這款 这家 這家 这次 這次
这种 這種 这些 這些 那些 有些
因为 因為 所以 但是 如果 虽然 雖然 而且 然后 然後 还是 還是 就是 不是 已经 已經 一个 一個 一下 什么
什麼 怎么 怎麼 为什么 為什麼
请问 請問 你好 您好 谢谢 謝謝 真的 现在 現在 可是 于是 並且 并且 以及 关于 關於
ที่ และ ของ ใน การ ความ เป็น มี จะ ให้ ก็ แล้ว ครับ ค่ะ คะ นี้ ว่า แต่ กับ หรือ ต้อง ยัง อยู่ ไป มา เลย จาก ได้
นั้น ซึ่ง โดย เพื่อ ถ้า
เมื่อ ผม ฉัน ดิฉัน เรา คุณ เขา มัน อะไร ทำไม อย่างไร ขอ ช่วย หน่อย ด้วย นะ
ທີ່ ແລະ ຂອງ ໃນ ການ ເປັນ ມີ ຈະ ໃຫ້ ກໍ ແລ້ວ ນີ້ ວ່າ ແຕ່ ກັບ ຫຼື ຕ້ອງ ຍັງ ຢູ່ ໄປ ມາ ຈາກ ໄດ້
និង នៅ ក្នុង របស់ ជា មាន នឹង ដែល នេះ បាន ទៅ មក ពី ឬ ក៏ ខ្ញុំ
က ကို မှာ နှင့် သည် ၏ များ တွင် ပါ တယ် ပြီး လို့ ကျွန်တော် ကျွန်မ
"""
UNSPACED_STOP_WORDS = frozenset(_UNSPACED.split())
CUT_OFF = frozenset(
    """
的 我 你 您 他 她 它 很 也 吗 嗎 呢 吧 啊 我们 我們 你们 你們 他们 他們 我的 你的 您的 他的
这个 這個 那个 那個 这款 這款 这家 這家 这次 這次 这种 這種 这些 這些 那些
因为 因為 所以 但是 如果 虽然 雖然 而且 然后 然後 请问 請問 你好 您好 谢谢 謝謝 可是 并且 並且
และ แต่ หรือ ฉัน ดิฉัน ครับ ค่ะ คะ นี้ ແລະ ແຕ່ ຫຼື ນີ້ និង ឬ នេះ ខ្ញុំ သည်
""".split()
)
"""Those that are cut off wherever they stand; the others may be a part of a longer word ("在线", "ที่พัก")."""
NEVER_FIRST, NEVER_LAST = frozenset("的很也吗嗎呢吧们們"), frozenset("的很也就太更最不没沒把被")
"""Characters that hardly any Chinese word begins or ends with."""

"""What people call their columns, in several languages."""

from __future__ import annotations

import re

TEXT_NAMES = frozenset(
    """
    text texts texte texto testo tekst tekstas szöveg metin teks текст 文本 テキスト 텍스트 本文 نص message
    messages msg nachricht mensaje messaggio mensagem bericht сообщение 消息 メッセージ 메시지 description
    desc beschreibung descripción descripcion descrizione descrição descricao omschrijving opis
    описание 描述 説明 설명 question questions frage fragen pregunta domanda pergunta vraag pytanie
    вопрос 问题 質問 질문 review reviews bewertung rezension reseña resena recensione avis recenzja
    отзыв 评论 レビュー 리뷰 comment comments kommentar kommentare comentario commento commentaire
    comentário opmerking komentarz комментарий 评价 コメント 댓글 body content contents inhalt contenido
    contenu contenuto conteúdo conteudo inhoud содержание 内容 utterance sentence sentences satz
    query prompt feedback summary abstract tweet transcript complaint narrative document passage
    answer antwort respuesta réponse reponse risposta resposta lyrics quote verbatim note notes
    remark remarks instruction response input
    """.split()
)
WEAK_TEXT_NAMES = frozenset(
    """
    title titles titel título titulo titolo titre tytuł заголовок название 标题 タイトル 제목 subject
    betreff asunto oggetto objet headline phrase caption post issue ticket product plot
    """.split()
)
CATEGORY_NAMES = frozenset(
    """
    label labels category categories class topic channel tag type kind status group intent genre
    department priority sentiment language lang country split source kategorie klasse thema
    categoría categoria catégorie categorie tema etiqueta étiquette категория 类别 标签 カテゴリ
    """.split()
)
ID_NAMES = frozenset("id ids uuid guid key index idx nr no number_id identifier hash".split())
TIME_NAMES = frozenset(
    """
    time timestamp date datetime ts created updated modified posted published day datum zeit
    fecha data_hora heure data дата 日期 時間 日付 at when unixtime epoch
    """.split()
)
USER_NAMES = frozenset(
    """
    user userid users username uid customer customerid client clientid member memberid reviewer
    reviewerid visitor visitorid listener viewer reader buyer shopper session sessionid
    kunde kundeid nutzer nutzerid benutzer benutzerid
    """.split()
)
ITEM_NAMES = frozenset(
    """
    item itemid iid movie movieid product productid asin isbn song songid track trackid book bookid
    artist artistid film filmid business article articleid game gameid recipe recipeid dish show anime
    video videoid episode podcast hotel restaurant sku stockcode news newsid artikel artikelid buch buchid
    """.split()
)
WEAK_ITEM_NAMES = frozenset("product business article show hotel restaurant news".split())
ANSWER_NAMES = frozenset(
    """
    resolution resolutions solution solutions answer answers reply replies response responses fix remedy outcome
    resolved solved action actions workaround lösung loesung antwort antworten abhilfe massnahme maßnahme erledigung
    solución solucion respuesta respuestas soluzione risposta azione solução solucao resposta résolution réponse reponse
    réponses oplossing antwoord rozwiązanie rozwiazanie odpowiedź odpowiedz решение ответ 解決 解決策 回答 解决 解决方案
    答复 回复 해결 답변
    """.split()
)
RATING_NAMES = frozenset("rating ratings stars star score overall note bewertung grade".split())

_KNOWN_NAMES = frozenset("name url uri link href website homepage email mail e-mail".split()).union(
    TEXT_NAMES, WEAK_TEXT_NAMES, CATEGORY_NAMES, ID_NAMES, TIME_NAMES, USER_NAMES, ITEM_NAMES, RATING_NAMES
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD = re.compile(r"[\W_]+")


def words_of(name: str) -> list[str]:
    """'userId' and 'user_id' are both ['user', 'id']."""
    return [word for word in _NOT_WORD.split(_CAMEL.sub(" ", name).lower()) if word]


def squashed(name: str) -> str:
    """The name without case and separators: 'user_id' is 'userid'."""
    return "".join(words_of(name))


def is_named(name: str, known: frozenset[str]) -> bool:
    """Whether the whole name, or one of its words, is among the known ones."""
    return squashed(name) in known or any(word in known for word in words_of(name))


def is_known_name(cell: str) -> bool:
    """Whether a cell reads as a column name that people use: at most three words, one known."""
    words = words_of(cell)
    if not words or len(words) > 3:
        return False
    if squashed(cell) in _KNOWN_NAMES:
        return True
    joined = "_" in cell or "-" in cell or bool(_CAMEL.search(cell.strip()))
    return joined and is_named(cell, _KNOWN_NAMES)


def is_id_name(name: str) -> bool:
    """id, uuid, ticket_id, ticketId, 'Ticket ID': the last word says it."""
    return bool(words := words_of(name)) and words[-1] in ID_NAMES

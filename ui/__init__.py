"""The dashboard. Whoever reaches its server may use it, so importing it closes what belongs to the machine's owner."""

from embedcore.net import close_unless_private

close_unless_private()

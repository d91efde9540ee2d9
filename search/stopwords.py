"""Words too common to tell documents apart. Dropped from long questions and from look-ups, never from an index."""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.text import fold

_ENGLISH_TEXT = """
a about after all also am an and any are as at be because been before being between both but by can could did do
does doing during each for from further had has have having he her here hers him his how i if in into is it its just
many me more most much my no nor not of off on once only or other our out over own per same she should so some such
than that the their them then there these they this those through to too under until up very was we were what when
where which while who whom whose why will with would you your
"""

_VIETNAMESE_TEXT = """
ai anh ấy bao bằng bị bởi cả các cái cho chỉ chiếc chúng có còn của cùng cũng do dùng đã đang đâu đây đấy để đến
được đó gì giữa hay hãy hoặc họ hơn khi không là lại làm lên loại lúc mà mình mỗi một nào này nên nếu ngoài nhiêu
như những nhưng nó nơi ở phải qua ra rằng rất rồi sao sau sẽ sự tại theo thế thì tôi trên trong trước từ từng và vào
vậy vẫn về vì việc với xuống
"""

_ACCENTLESS_TOO_TEXT = """
cac cua cung dang duoc gi hoac la nao nay nhung nhu o rang sao se tai theo thi tren trong tu va vao voi mot khi
khong cho co da de den do bi boi bao nhieu
"""

ENGLISH = frozenset(_ENGLISH_TEXT.split())
VIETNAMESE = frozenset(_VIETNAMESE_TEXT.split())
_ACCENTLESS_TOO = frozenset(_ACCENTLESS_TOO_TEXT.split())
_SYLLABLE = re.compile(r"(?:[bdhklmrsvx]|ch?|gh?|n(?:gh?|h)?|ph?|qu|t[hr]?|kh|gi)?[aeiouy]{1,3}(?:ch?|m|n[gh]?|p|t)?")
_LOOK_UP = 4


def is_stop(word: str, accented: bool) -> bool:
    """Tell whether a lower-case word says little.

    `accented` is whether the text around it carries diacritics: without them `cua` is probably `của`, but with them
    an unaccented word is meant as it stands.
    """
    return word in ENGLISH or word in VIETNAMESE or (not accented and fold(word) in _ACCENTLESS_TOO)


def is_plain_look_up(run: Sequence[str]) -> bool:
    """Tell whether a few words typed without diacritics may all be Vietnamese, by the shape of their syllables.

    None of them is a stop word then: in `nen anh` the second is `ảnh` (image), in `than da` the first is coal. A long
    question has so many that dropping them does more good than harm.
    """
    return len(run) <= _LOOK_UP and all(_SYLLABLE.fullmatch(word) for word in run)

"""What owners are to be told after a re-plan: to whom, which window, why, and in which words."""

from dispatcher.notices.making import make_notices
from dispatcher.notices.texts import NoticeTexts, packaged_texts, read_texts

__all__ = ["NoticeTexts", "make_notices", "packaged_texts", "read_texts"]

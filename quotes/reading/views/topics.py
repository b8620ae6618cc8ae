"""Topics: the index from A to Z, and the page of each."""

from quotes.models import Topic

from .base import RecordDetail
from .index import Index


class TopicList(Index):
    template_name = "quotes/topic_list.html"
    model = Topic


class TopicDetail(RecordDetail):
    template_name = "quotes/topic_detail.html"
    model = Topic

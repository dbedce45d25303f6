"""What is asked: five questions of each, by the columns of the answer."""

from evaluation.models.surveys import Asked

COLUMNS = ("first", "second", "third", "fourth", "fifth")
OF_ENTERPRISES = (
    "遇到困难知道找谁反映",
    "代表和服务站联系得及时",
    "答复说得清楚、有依据",
    "反映的问题得到解决",
    "今年办事比去年方便",
)
OF_UNITS = (
    "交办的事项写得清楚",
    "期限定得合理",
    "随件的材料够用",
    "代表沟通顺畅、讲政策",
    "系统好用，不重复报材料",
)
QUESTIONS = {Asked.ENTERPRISE: OF_ENTERPRISES, Asked.UNIT: OF_UNITS}

"""Reports as Zoom and Teams export them, with invented people: the shapes, encodings and settings that were found."""

import codecs

TAB = "\t"

ZOOM = (
    b"Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent,In Waiting Room\n"
    b"Ana Maria (iPhone),ana@union.example,02/24/2027 01:55:10 PM,02/24/2027 02:40:10 PM,45,Yes,,No\n"
    b"Ana Maria (iPhone),ana@union.example,02/24/2027 02:45:00 PM,02/24/2027 03:31:00 PM,46,Yes,,No\n"
    b'"Siti, dari Bekasi",,02/24/2027 01:50:00 PM,02/24/2027 01:59:00 PM,9,Yes,,Yes\n'
    b'"Siti, dari Bekasi",,02/24/2027 01:59:00 PM,02/24/2027 03:30:00 PM,91,Yes,,No\n'
)
ZOOM_WITH_HEAD = b"\xef\xbb\xbf" + (
    "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,\n"
    '"812 3456 7890",Who pays,02/24/2027 01:45:00 PM,02/24/2027 03:35:00 PM,host@office.example,110,2,\n'
    "\n" + ZOOM.decode()
).encode()
ZOOM_NEWER = ZOOM.decode().replace(
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent,In Waiting Room",
    "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording disclaimer response,"
    "In waiting room",
).encode()
ZOOM_SAVED_BY_EXCEL = (
    "Name (Original Name);User Email;Join Time;Leave Time;Duration (Minutes);Guest;Recording Consent;"
    "In Waiting Room\r\n"
    "Ana Maria (iPhone);ana@union.example;24/02/2027 13.55.10;24/02/2027 14.40.10;45;Yes;;No\r\n"
    "Ana Maria (iPhone);ana@union.example;24/02/2027 14.45.00;24/02/2027 15.31.00;46;Yes;;No\r\n"
    "Siti, dari Bekasi;;24/02/2027 13.50.00;24/02/2027 13.59.00;9;Yes;;Yes\r\n"
    "Siti, dari Bekasi;;24/02/2027 13.59.00;24/02/2027 15.30.00;91;Yes;;No\r\n"
).encode("cp1252")
ZOOM_WEBINAR = (
    b"Attendee Report\n"
    b"Report Generated:,02/24/2027 08:10:00 PM\n"
    b"Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered\n"
    b'Who pays,812 3456 7890,02/24/2027 01:45:00 PM,110,3\n'
    b"Panelist Details,\n"
    b"Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest\n"
    b"Yes,Ana Maria (iPhone),ana@union.example,02/24/2027 01:55:10 PM,02/24/2027 02:40:10 PM,45,No\n"
    b"Yes,Ana Maria (iPhone),ana@union.example,02/24/2027 02:45:00 PM,02/24/2027 03:31:00 PM,46,No\n"
    b"Attendee Details,\n"
    b"Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,"
    b"Leave Time,Time in Session (minutes),Is Guest,Country/Region Name\n"
    b'Yes,"Siti, dari Bekasi",Siti,Bekasi,,02/20/2027 09:00:00 AM,approved,02/24/2027 01:59:00 PM,'
    b"02/24/2027 03:30:00 PM,91,Yes,Indonesia\n"
    b"No,Budi,Budi,,budi@union.example,02/21/2027 09:00:00 AM,approved,--,--,--,Yes,Indonesia\n"
)
ZOOM_IN_ANOTHER_LANGUAGE = ZOOM.decode().split("\n", 1)[1].replace(
    '"Siti, dari Bekasi",,02/24/2027 01:50:00 PM,02/24/2027 01:59:00 PM,9,Yes,,Yes\n', ""
)
ZOOM_IN_ANOTHER_LANGUAGE_FILE = (
    "名前（元の名前）,メール,参加時刻,退出時刻,時間（分）,ゲスト,録画,待機室\n" + ZOOM_IN_ANOTHER_LANGUAGE
).encode()
ZOOM_SUMS = (
    b"Name (Original Name),User Email,Total Duration (Minutes),Guest\n"
    b"Ana Maria (iPhone),ana@union.example,91,Yes\n"
    b'"Siti, dari Bekasi",,"91,0",Yes\n'
)


def _tabs(*rows: str) -> str:
    return "".join(row.replace("|", TAB) + "\r\n" for row in rows)


ACTIVITIES = (
    "Ana Maria (iPhone)|2/24/27, 1:55:10 PM|2/24/27, 2:40:10 PM|45m|ana@union.example|Presenter",
    "Ana Maria (iPhone)|2/24/27, 2:45:00 PM|2/24/27, 3:31:00 PM|46m|ana@union.example|Presenter",
    "Siti, dari Bekasi|2/24/27, 1:59:00 PM|2/24/27, 3:30:00 PM|1h 31m||Attendee",
)
PARTICIPANTS = (
    "Ana Maria (iPhone)|2/24/27, 1:55:10 PM|2/24/27, 3:31:00 PM|1h 31m 3s|ana@union.example|ana@union|Presenter",
    "Siti, dari Bekasi|2/24/27, 1:59:00 PM|2/24/27, 3:30:00 PM|1h 31m 0s|||Attendee",
)
SUMMARY = (
    "1. Summary", "Meeting title|Who pays", "Attended participants|2", "Start time|2/24/27, 1:45:00 PM",
    "End time|2/24/27, 3:35:00 PM", "Meeting duration|1h 50m 3s", "Average attendance time|1h 31m 1s", "",
    "2. Participants", "Name|First Join|Last Leave|In-Meeting Duration|Email|Participant ID (UPN)|Role", *PARTICIPANTS,
)  # fmt: skip
TEAMS_TEXT = _tabs(
    *SUMMARY, "", "3. In-Meeting Activities", "Name|Join Time|Leave Time|Duration|Email|Role", *ACTIVITIES
)
TEAMS = codecs.BOM_UTF16_LE + TEAMS_TEXT.encode("utf-16-le")
TEAMS_WITHOUT_MARK = TEAMS_TEXT.encode("utf-16-le")
TEAMS_NARROW_SPACES = TEAMS_TEXT.replace(" PM", "\u202fPM").encode()
TEAMS_PARTICIPANTS_ONLY = codecs.BOM_UTF16_LE + _tabs(*SUMMARY).encode("utf-16-le")
TEAMS_SAVED_BY_EXCEL = TEAMS_TEXT.replace(TAB, ";").replace("2/24/27, 1:", "24/02/2027 13.").replace(
    "2/24/27, 2:", "24/02/2027 14.").replace("2/24/27, 3:", "24/02/2027 15.").replace(" PM", "").replace(
    ":10;", ".10;").replace(":00;", ".00;").encode()  # fmt: skip
TEAMS_IN_JAPANESE = codecs.BOM_UTF16_LE + _tabs(
    "1. 要約", "出席済み参加者|2", "開始時刻|27/2/24 13:45:00", "終了時刻|27/2/24 15:35:00", "",
    "2. 参加者", "名前|初めての参加|最終退出|会議の長さ|メール|参加者 ID (UPN)|役割",
    "Ana Maria (iPhone)|27/2/24 13:55:10|27/2/24 15:31:00|1h 31m 3s|ana@union.example|ana@union.example|発表者", "",
    "3. 会議中のアクティビティ", "名前|参加時刻|退出時刻|期間|メール|役割",
    "Ana Maria (iPhone)|27/2/24 13:55:10|27/2/24 14:40:10|45m|ana@union.example|発表者",
    "Ana Maria (iPhone)|27/2/24 14:45:00|27/2/24 15:31:00|46m|ana@union.example|発表者",
    "Siti, dari Bekasi|27/2/24 13:59:00|27/2/24 15:30:00|1h 31m||出席者",
).encode("utf-16-le")  # fmt: skip
TEAMS_LIST = codecs.BOM_UTF16_LE + _tabs(
    "Full Name|User Action|Timestamp",
    "Ana Maria (iPhone)|Joined|2/24/2027, 1:55:10 PM", "Siti, dari Bekasi|Joined before|2/24/2027, 1:59:00 PM",
    "Ana Maria (iPhone)|Left|2/24/2027, 2:40:10 PM", "Ana Maria (iPhone)|Joined|2/24/2027, 2:45:00 PM",
    "Siti, dari Bekasi|Left|2/24/2027, 3:30:00 PM", "Ana Maria (iPhone)|Left|2/24/2027, 3:31:00 PM",
).encode("utf-16-le")  # fmt: skip
TEAMS_MEETING_SUMMARY = codecs.BOM_UTF16_LE + _tabs(
    "Meeting Summary", "Total Number of Participants|2", "Meeting Title|Who pays",
    "Meeting Start Time|2/24/2027, 1:45:00 PM", "Meeting End Time|2/24/2027, 3:35:00 PM", "",
    "Full Name|Join Time|Leave Time|Duration|Email|Role|Participant ID (UPN)",
    *(f"{row}|" for row in ACTIVITIES),
).encode("utf-16-le")  # fmt: skip

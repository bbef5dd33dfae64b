"""The JSON API of series and their discussions (product.md, The outside of the program)."""

from datetime import datetime
from typing import Annotated, Any

from litestar.params import FromPath
from pydantic import BaseModel, Field
from sqlmodel import Session

from events import schedule
from events.models import LONGEST_PRESENTATION, Discussion, DiscussionState, LimitScope, Series
from events.plans import DiscussionPlan, SeriesPlan
from events.queries import office_discussion, office_series, series_of
from foundation import api
from foundation.api import Asked
from foundation.bodies import Body, Text, WallTime
from foundation.languages import LANGUAGES

MOST_DISCUSSIONS, MOST_LANGUAGES = 9999, 20

Slug = Annotated[Text, Field(description="Its part of the address: small letters, digits, hyphens.")]
SeriesSlug = Annotated[Slug, Field(examples=["social-protection"])]
DiscussionSlug = Annotated[Slug, Field(examples=["discussion-3"])]
SeriesTitle = Annotated[Text, Field(examples=["Trade Unions Discussions on Social Protection"])]
Title = Annotated[Text, Field(examples=["Pensions for platform workers"])]
Summary = Annotated[Text, Field(examples=["What two federations have tried."])]
Number = Annotated[int, Field(examples=[3])]
Minutes = Annotated[int, Field(examples=[90])]
Seats = Annotated[int, Field(examples=[300])]
Room = Annotated[Text, Field(examples=["https://meet.example.org/discussion-3"])]
Zone = Annotated[Text, Field(description="An IANA time zone.", examples=["Asia/Jakarta"])]
Language = Annotated[Text, Field(examples=["id"], json_schema_extra={"enum": list(LANGUAGES)})]
Spoken = Annotated[list[Text], Field(examples=[["id", "en"]])]
Limit = Annotated[int, Field(ge=1, le=LONGEST_PRESENTATION, description="A series may set less than 25, never more.")]
Scope = Annotated[Text, Field(
    description="Whether the limit holds for each presentation or for all of one discussion together.",
    json_schema_extra={"enum": list(LimitScope)},
)]  # fmt: skip


class NewSeries(Body):
    """A list of discussions under one title."""

    slug: SeriesSlug
    title: SeriesTitle
    summary: Summary = Field(default="", max_length=2000)
    timezone: Zone
    language: Language
    presentation_limit_minutes: Limit | None = None
    presentation_limit_scope: Scope | None = None


class NewDiscussion(Body):
    """One webinar of a series; a draft until it is published."""

    slug: DiscussionSlug
    number: Number = Field(ge=1, le=MOST_DISCUSSIONS)
    title: Title
    summary: Summary = ""
    starts_at_local: WallTime
    timezone: Zone
    minutes: Minutes
    capacity: Seats | None = Field(default=None, description="Seats; null is no limit.")
    room_url: Room | None = Field(default=None, description="Shown to nobody before the door opens.")
    languages: Spoken = Field(
        default=[], max_length=MOST_LANGUAGES, description="Those spoken; the series' one if empty."
    )


class Cancellation(Body):
    """Why it does not take place; said to everyone who is told."""

    reason: Text = Field(max_length=1000, examples=["The speakers are needed at the negotiations."])


class Links(BaseModel):
    """Public addresses; they open once something is published."""

    page: str = Field(examples=["https://rembuk.example.org/discussions/discussion-3"])
    calendar: str = Field(examples=["https://rembuk.example.org/discussions/discussion-3.ics"])


class SeriesAnswer(BaseModel):
    """A series as it stands."""

    slug: SeriesSlug
    title: SeriesTitle
    summary: Summary
    timezone: Zone
    language: Language
    presentation_limit_minutes: Limit
    presentation_limit_scope: Scope
    created_at: datetime
    links: Links


class DiscussionAnswer(BaseModel):
    """A discussion as it stands. `revision` rises with everything a calendar shows."""

    series: SeriesSlug
    slug: DiscussionSlug
    number: Number
    title: Title
    summary: Summary
    starts_at_local: WallTime
    timezone: Zone
    minutes: Minutes
    starts_at: datetime
    ends_at: datetime
    capacity: Seats | None
    seats_taken: int = Field(examples=[214])
    room_url: Room | None
    languages: Spoken
    state: DiscussionState
    cancellation_reason: str
    revision: int
    published_at: datetime | None
    links: Links


@api.writes("/series", status=201)
def create_series(session: Session, asked: Asked, sent: NewSeries) -> SeriesAnswer:
    """Begin a series."""
    series = schedule.create_series(session, asked.office, SeriesPlan(**sent.model_dump()), asked.now)
    return series_answer(asked, series)


@api.reads("/series/{slug:str}")
def read_series(session: Session, asked: Asked, slug: FromPath[str]) -> SeriesAnswer:
    """A series of your office."""
    return series_answer(asked, office_series(session, asked.office, slug))


@api.writes("/series/{slug:str}/discussions", status=201)
def create_discussion(session: Session, asked: Asked, slug: FromPath[str], sent: NewDiscussion) -> DiscussionAnswer:
    """Add a discussion to a series, as a draft."""
    series = office_series(session, asked.office, slug)
    discussion = schedule.create_discussion(session, series, DiscussionPlan(**sent.model_dump()), asked.now)
    return discussion_answer(session, asked, discussion)


@api.writes("/discussions/{slug:str}/cancellation")
def cancel_discussion(session: Session, asked: Asked, slug: FromPath[str], sent: Cancellation) -> DiscussionAnswer:
    """Take a discussion out of every calendar. Everyone who was told of it hears of this by themselves."""
    discussion = office_discussion(session, asked.office, slug)
    schedule.cancel(session, discussion, sent.reason, asked.now)
    return discussion_answer(session, asked, discussion)


def series_answer(asked: Asked, series: Series) -> SeriesAnswer:
    return SeriesAnswer(**_shown(series, SeriesAnswer), links=_links(asked, f"/series/{series.slug}"))


def discussion_answer(session: Session, asked: Asked, discussion: Discussion) -> DiscussionAnswer:
    """What the API shows of a discussion, as it stands in the database."""
    session.refresh(discussion)
    return DiscussionAnswer(
        **_shown(discussion, DiscussionAnswer), series=series_of(session, discussion).slug,
        links=_links(asked, f"/discussions/{discussion.slug}"),
    )  # fmt: skip


def _shown(row: Series | Discussion, answer: type[BaseModel]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in answer.model_fields if name in type(row).model_fields}


def _links(asked: Asked, path: str) -> Links:
    return Links(page=asked.address(path), calendar=asked.address(f"{path}.ics"))


router = api.router(create_series, read_series, create_discussion, cancel_discussion)

"""Writes rows through the session, and reads them back by every relationship with selectinload. Prints JSON."""

import json
import os
import sys
import warnings

warnings.simplefilter("error")

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

sys.path.insert(0, sys.argv[1])
import models as m

engine = sa.create_engine(os.environ["DATABASE_URL"].replace("postgresql:", "postgresql+psycopg2:"))
seen = {}

with Session(engine) as session:
    tenant = m.Tenant(name="one")
    ada = m.Member(tenant=tenant, id=1, name="Ada")
    bob = m.Member(tenant=tenant, id=2, name="Bob")
    top = m.Board(tenant=tenant, id=1, owner=ada)
    sub = m.Board(tenant=tenant, id=2, owner=bob, parent=top)
    sub.members.extend([ada, bob])
    session.add_all([ada, bob, top, sub])
    eve, mallory = m.Person(name="Eve"), m.Person(name="Mallory")
    eve.followeds.append(mallory)
    note = m.Note(author=eve, reader=mallory, moods=[m.Mood.SO_SO, m.Mood.GOOD])
    badge = m.Badge(person=eve, class_="gold", metadata_={"a": [1, None]})
    session.add_all([eve, mallory, note, badge, m.Note(author=eve)])
    session.commit()

with Session(engine) as session:
    board = m.Board
    loaded = session.scalars(
        sa.select(board)
        .order_by(board.id)
        .options(*(selectinload(each.class_attribute) for each in sa.inspect(board).relationships))
    ).all()
    top, sub = loaded
    seen["owner"] = [each.owner.name for each in loaded]
    seen["parent"] = [top.parent, sub.parent.id]
    seen["children"] = [each.id for each in top.children]
    seen["members"] = sorted(each.name for each in sub.members)
    seen["tenant"] = sub.tenant.name
    seen["settings"] = sub.settings
    ada = session.scalars(
        sa.select(m.Member).filter_by(name="Ada").options(selectinload(m.Member.boards))
    ).one()
    seen["boards of a member"] = [each.id for each in ada.boards]
    seen["relationships"] = {
        name: sorted(sa.inspect(getattr(m, name)).relationships.keys())
        for name in ("Tenant", "Member", "Board", "BoardMember", "Person", "Follow", "Note", "Badge")
    }
    people = session.scalars(
        sa.select(m.Person)
        .order_by(m.Person.name)
        .options(*(selectinload(each.class_attribute) for each in sa.inspect(m.Person).relationships))
    ).all()
    seen["follows"] = [[[other.name for other in each.followeds], [other.name for other in each.followers]] for each in people]
    eve, mallory = people
    seen["badge"] = [eve.badge.class_, eve.badge.metadata_, eve.badge.person is eve, mallory.badge]
    seen["notes"] = [len(eve.notes_as_author), len(mallory.notes_as_reader), len(mallory.notes_as_author)]
    note = mallory.notes_as_reader[0]
    seen["note"] = [note.author.name, note.reader.name, [mood.value for mood in note.moods]]

with Session(engine) as session:
    # what the database cascades, the session leaves to it
    session.delete(session.scalars(sa.select(m.Tenant)).one())
    session.delete(session.scalars(sa.select(m.Person).filter_by(name="Mallory")).one())
    session.commit()
    seen["readers left"] = session.scalar(sa.select(sa.func.count(m.Note.reader_id)))
    seen["left"] = [session.scalar(sa.select(sa.func.count()).select_from(each)) for each in (m.Member, m.Board)]

with Session(engine) as session:
    # and what it refuses, it is asked
    session.delete(session.scalars(sa.select(m.Person)).one())
    try:
        session.commit()
    except sa.exc.IntegrityError as error:
        seen["refused"] = error.orig.pgcode

print(json.dumps(seen))

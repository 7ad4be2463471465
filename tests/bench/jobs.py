"""The rival of the sweep: APScheduler with one job a case, in its SQLAlchemy job store."""

import pickle
from collections.abc import Iterator, Sequence
from datetime import timedelta
from statistics import median
from time import perf_counter

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.util import datetime_to_utc_timestamp
from sqlalchemy import insert

from casework import due
from models.database import open_engine
from tests.bench.databases import Fresh
from tests.bench.promised import DUE, NOW

RUNS = 3


def nudge(_case: int) -> None:
    """What a job would do."""


def measure(kind: str, fresh: Fresh, sizes: Sequence[int]) -> Iterator[tuple[str, float, str]]:
    """(name, median, unit): to find the due thousand; to move each on as well, as its scheduler does."""
    for size in sizes:
        engine = open_engine(fresh())
        store = SQLAlchemyJobStore(engine=engine)
        store.start(BackgroundScheduler(timezone="UTC"), "default")
        _fill(store, size)
        found, moved = [], []
        for run in range(RUNS):
            now = NOW + run * timedelta(hours=1)
            begin = perf_counter()
            jobs = store.get_due_jobs(now)
            found.append(perf_counter() - begin)
            assert len(jobs) == DUE
            for job in jobs:
                job.next_run_time = now + due.LEASE
                store.update_job(job)
            moved.append(perf_counter() - begin)
        engine.dispose()
        yield f"{kind}.apscheduler.find.{size // 1000}k", 1000 * median(found), "ms"
        yield f"{kind}.apscheduler.find_and_move.{size // 1000}k", 1000 * median(moved), "ms"


def _fill(store: SQLAlchemyJobStore, size: int) -> None:
    """As ``add_job`` would one by one, in one transaction."""
    job = BackgroundScheduler(timezone="UTC").add_job(nudge, "date", run_date=NOW, args=[0], id="template")
    job.next_run_time, job.misfire_grace_time, job.coalesce, job.max_instances = NOW, None, True, 1
    state, rows = job.__getstate__(), []
    for number in range(size):
        at = NOW - timedelta(minutes=1) if number % (size // DUE) == 0 else NOW + timedelta(days=9)
        own = {**state, "id": f"case-{number}", "args": (number,), "next_run_time": at}
        stored = {"next_run_time": datetime_to_utc_timestamp(at), "job_state": pickle.dumps(own)}
        rows.append({"id": own["id"], **stored})
    with store.engine.begin() as connection:
        connection.execute(insert(store.jobs_t), rows)

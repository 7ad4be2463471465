# syntax=docker/dockerfile:1
# For a build that can be repeated to the byte, append the digest of the day to both FROM lines:
# docker buildx imagetools inspect python:3.11-slim-bookworm
FROM python:3.11-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.lock /build/
# The venv gets no pip of its own; wheels only, so nothing is compiled and no set-up code runs.
RUN python -m venv --without-pip /venv \
    && python -m pip --python /venv/bin/python install \
        --require-hashes --only-binary :all: --requirement /build/requirements.lock

COPY manifest.json /app/
COPY config /app/config
COPY models /app/models
COPY views /app/views
COPY casework /app/casework
COPY scheduler /app/scheduler
COPY handlers /app/handlers
COPY bot /app/bot
# Compiled here, for the file system is read-only at run time.
RUN /venv/bin/python -m compileall -q /venv /app


FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/* \
    && python -m pip uninstall --yes --quiet --root-user-action=ignore wheel setuptools pip \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data

COPY --from=build /venv /venv
COPY --from=build /app /app

ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/liaison.db \
    LIAISON_HOST=0.0.0.0 \
    LIAISON_LOG_FORMAT=json

WORKDIR /app
USER 10001:10001
VOLUME /data
EXPOSE 3000

# Liveness only: whether the event loop turns. /health/ready speaks of the database and of Slack.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["python", "-c", \
    "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ.get('LIAISON_PORT', '3000') + '/health/live', timeout=4)"]

# tini reaps and forwards signals: Python as process 1 would not hear a SIGTERM before it listens for one.
ENTRYPOINT ["tini", "--", "python", "-m", "bot"]

# The service in a container: docker build -t sohoctap . (deploy/compose.yaml runs it beside
# PostgreSQL). Name the base image by its digest, so that the same build gives the same image:
#   docker build --build-arg BASE_IMAGE=python:3.11-slim@sha256:… -t sohoctap .
ARG BASE_IMAGE=python:3.11-slim

FROM ${BASE_IMAGE} AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv .venv \
 && .venv/bin/python -m pip install --require-hashes --requirement requirements.lock
COPY LICENSE README.md pyproject.toml ./
COPY bot/ bot/
COPY handlers/ handlers/
COPY locales/ locales/
COPY migrations/ migrations/
# setuptools is in the lock, so building the project fetches nothing.
RUN .venv/bin/python -m pip install --no-deps --no-index --no-build-isolation --editable . \
 && .venv/bin/python -m babel.messages.frontend compile --directory locales --domain messages \
 && .venv/bin/python -m compileall -q bot handlers migrations \
 && rm -rf sohoctap.egg-info

FROM ${BASE_IMAGE}
# pg_dump for “backup” on PostgreSQL; as new as the server. Set it to nothing where SQLite is used.
ARG POSTGRESQL_CLIENT=postgresql-client
RUN if [ -n "$POSTGRESQL_CLIENT" ]; then \
      apt-get update \
      && apt-get install --yes --no-install-recommends $POSTGRESQL_CLIENT \
      && rm -rf /var/lib/apt/lists/*; \
    fi \
 && useradd --system --uid 10001 --home-dir /app --no-create-home --shell /usr/sbin/nologin sohoctap \
 && install --directory --owner sohoctap --mode 0700 /app/var
WORKDIR /app
COPY --from=builder /app ./
# The root file system may be read-only: what is written lies in /app/var, and in /tmp.
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    BOT_WEB_HOST=0.0.0.0
USER 10001
VOLUME /app/var
EXPOSE 8080
# Whether a restart helps; whether it can serve is /ready, and all of it /health (docs/operate.md).
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD no_proxy=127.0.0.1 python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:${BOT_WEB_PORT:-8080}/live', timeout=4)"
# exec: the service itself gets the signal that stops it.
CMD ["sh", "-c", "python -m bot migrate && exec python -m bot run"]

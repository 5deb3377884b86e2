# The service in a container: docker build -t sohoctap . && docker run -p 8080:8080 -v sohoctap:/app/var sohoctap
FROM python:3.11-slim AS builder
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

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /app --no-create-home --shell /usr/sbin/nologin sohoctap \
 && install --directory --owner sohoctap --mode 0700 /app/var
WORKDIR /app
COPY --from=builder /app ./
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BOT_WEB_HOST=0.0.0.0
USER sohoctap
VOLUME /app/var
EXPOSE 8080
# Whether a restart helps; whether it can serve is /ready, and all of it /health (docs/operate.md).
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD no_proxy=127.0.0.1 python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:${BOT_WEB_PORT:-8080}/live', timeout=4)"
# exec: the service itself gets the signal that stops it.
CMD ["sh", "-c", "python -m bot migrate && exec python -m bot run"]

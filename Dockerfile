FROM python:3.13-slim AS packages
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: -r requirements.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/pacesetter.db
RUN useradd --system --uid 10001 --home-dir /data --create-home pacesetter
WORKDIR /app
COPY --from=packages /venv /venv
COPY alembic.ini ./
COPY migrations migrations
COPY bot bot
# Else every start compiles it anew.
RUN python -m compileall -q bot
USER 10001
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["python", "-c", "from os import getenv; \
    from urllib.request import urlopen; \
    urlopen('http://127.0.0.1:' + getenv('PORT', '3000') + '/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["web", "--host", "0.0.0.0"]

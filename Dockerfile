# What compose.yaml runs: the versions of uv.lock, a user of its own, and nothing to write but /data.
FROM python:3.11-slim-bookworm
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --home-dir /data --create-home rembuk && install -d -o rembuk -m 700 /data/backups \
 && pip install --no-cache-dir uv==0.13.9
WORKDIR /rembuk
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-install-project --no-cache --compile-bytecode
COPY . .
RUN python -m compileall -q .
USER rembuk
WORKDIR /data
ENTRYPOINT ["/rembuk/.venv/bin/python", "/rembuk/main.py"]

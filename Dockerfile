# One image for web, worker and beat; see docker-compose.yml. Everything it is told comes from the environment.
FROM python:3.12-slim-bookworm AS environment
COPY config/requirements.lock /requirements.lock
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /requirements.lock

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /data portal
COPY --from=environment /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 WARDBRIDGE_DATA=/data DJANGO_SETTINGS_MODULE=config.settings.production
WORKDIR /app
COPY . .
# Names with hashes and compressed copies are made once, here. Which keys the settings see meanwhile is of no consequence.
RUN DJANGO_SETTINGS_MODULE=config.settings.local WARDBRIDGE_STATIC=/app/static-collected python -m django collectstatic --no-input -v 0
ENV WARDBRIDGE_STATIC=/app/static-collected
USER portal
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --start-period=30s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", \
     "--no-ws", "config.wsgi:application"]

# The version the tests run on. To be exact to the byte, add @sha256:… of the image you trust.
ARG PYTHON=3.11.14-slim-bookworm

FROM python:${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /source
# Without pip of its own: nothing is installed in a running container.
RUN python -m venv --without-pip /opt/proviso
COPY requirements/run.txt requirements/run.txt
# Wheels only: no package's own code runs while it is installed, and no compiler is needed.
RUN python -m pip --python /opt/proviso/bin/python install --require-hashes --only-binary :all: -r requirements/run.txt
# What this brings is listed in .dockerignore.
COPY . .
RUN python -m pip --python /opt/proviso/bin/python install --no-deps --no-build-isolation .

FROM python:${PYTHON}
LABEL org.opencontainers.image.title="Proviso" \
      org.opencontainers.image.description="A Telegram bot that gives sourced answers about conditional public programs" \
      org.opencontainers.image.licenses="MIT"
# A fixed number, so that the owner of a mounted folder can be named.
RUN groupadd --system --gid 10001 proviso \
 && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin proviso \
 && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/proviso /opt/proviso
# XDG_DATA_HOME, and not PROVISO_DATABASE_URL, leads SQLite to /data: a secret file may still name another database.
ENV PATH=/opt/proviso/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_DATA_HOME=/data \
    PROVISO_LISTEN=0.0.0.0:8090
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8090
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client, os; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['PROVISO_LISTEN'].rpartition(':')[2]), timeout=4); c.request('GET', '/readyz'); raise SystemExit(c.getresponse().status != 200)"]
ENTRYPOINT ["proviso"]
CMD ["run"]

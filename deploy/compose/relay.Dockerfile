# The relay, from the lock files. Pin the base images by digest when you build for more than yourself.
FROM python:3.11-bookworm AS build
ENV PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/mentor-relay
WORKDIR /src
COPY requirements-build.lock requirements.lock ./
RUN /opt/mentor-relay/bin/pip install --require-hashes --no-deps --no-build-isolation -r requirements-build.lock \
 && /opt/mentor-relay/bin/pip install --require-hashes --no-deps --no-build-isolation -r requirements.lock
COPY LICENSE CHANGELOG.md README.md pyproject.toml ./
COPY relay relay
COPY admin_api admin_api
COPY migrations migrations
COPY config config
RUN /opt/mentor-relay/bin/pip install --no-deps --no-build-isolation . \
 && /opt/mentor-relay/bin/python -m compileall -q /opt/mentor-relay

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /var/lib/mentor-relay --shell /usr/sbin/nologin mentor-relay \
 && install -d -o mentor-relay -g mentor-relay -m 0700 /var/lib/mentor-relay
COPY --from=build /opt/mentor-relay /opt/mentor-relay
ENV PATH=/opt/mentor-relay/bin:$PATH PYTHONDONTWRITEBYTECODE=1
USER mentor-relay
WORKDIR /var/lib/mentor-relay
EXPOSE 8025 8080
ENTRYPOINT ["mentor-relay"]
CMD ["serve"]

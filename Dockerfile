# Two stages: one with npm, which fetches the pinned Bun and the locked packages, and one with nothing but the executable.
FROM node:24-bookworm-slim AS build
WORKDIR /tonearm
COPY package.json bun.lock ./
COPY scripts/patches scripts/patches
COPY scripts/setup.sh scripts/
RUN sh scripts/setup.sh production
COPY . .
RUN sh scripts/docker-build.sh

# Debian's small image, not a distroless one: pictures need glibc 2.28 and libstdc++, the health check needs bash,
# and /usr/share/common-licenses holds the texts of the licences that LICENSE names.
FROM debian:bookworm-slim
RUN useradd --system --no-create-home --uid 10001 --user-group tonearm \
 && install --directory --owner=tonearm --group=tonearm --mode=700 /data
COPY --from=build /tonearm/dist/tonearm /usr/local/bin/
COPY LICENSE /usr/share/doc/tonearm/
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
ENV HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["tonearm", "healthcheck"]
ENTRYPOINT ["tonearm"]

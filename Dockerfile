# One image for all roles. The root file system may be read-only: only /data is written to, and /tmp by workers.
#
#   docker run -p 8080:8080 -v rushes:/data rushes           all in one; add an account first:
#   docker run -it -v rushes:/data rushes user add ann
#   docker run -e RUSHES_BACKEND_URL=http://backend.internal:8081 -e RUSHES_SECRET=… rushes web

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked --package app && install -D target/release/rushes /out/rushes
# A folder that the user of the last stage owns: a volume mounted there takes over its owner.
RUN install -d -m 0700 -o 65532 -g 65532 /out/data

# Just the C library: no shell, no package manager, a user that is not root.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /out/rushes /usr/local/bin/rushes
COPY --from=build --chown=65532:65532 /out/data /data
ENV RUSHES_DATA_DIR=/data RUSHES_LISTEN=0.0.0.0:8080 RUSHES_LOG_FORMAT=json
USER 65532:65532
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
# The binary asks itself. A worker listens nowhere: switch the check off for that role.
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --retries=3 CMD ["/usr/local/bin/rushes", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/rushes"]

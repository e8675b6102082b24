# Container image for pdpe watch:
#
#   docker build -t pdpe .
#   docker run -p 8001:8001 pdpe
#   docker run --restart always -p 8001:8001 -v pdpe:/var/lib/pdpe -v ./pdpe.toml:/var/lib/pdpe/pdpe.toml:ro --env-file env pdpe
#
# The first start makes a token for readers and one for senders, and prints them once. They are kept in
# /var/lib/pdpe/tokens, beside the journal. Other commands work too: docker run pdpe score --at now --top 5

FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked && mkdir /state

# The final image has no shell and no packages: only libc, certificates and an unprivileged user.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /src/target/release/pdpe /usr/local/bin/pdpe
COPY --from=build --chown=65532:65532 --chmod=700 /state /var/lib/pdpe
COPY --from=build /src/LICENSE /src/src/cli/licences.txt /usr/share/doc/pdpe/
USER 65532:65532
WORKDIR /var/lib/pdpe
VOLUME /var/lib/pdpe
EXPOSE 8001
ENV WEBHOOK_HOST=0.0.0.0 WEBHOOK_PORT=8001 PDPE_JOURNAL=/var/lib/pdpe/pdpe.db PDPE_TOKEN_FILE=/var/lib/pdpe/tokens
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["pdpe", "health"]
ENTRYPOINT ["pdpe"]
CMD ["watch"]

# Postfix as smarthost, and OpenDKIM that signs for it: one image, started as the one or the other.
FROM debian:bookworm-slim
RUN echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections \
 && apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      ca-certificates opendkim opendkim-tools postfix \
 && rm -rf /var/lib/apt/lists/*
COPY deploy/postfix-smarthost/ /etc/postfix/
COPY deploy/milters/opendkim.conf /etc/opendkim.conf
COPY --chmod=0755 deploy/compose/start-mail /usr/local/sbin/start-mail
ENTRYPOINT ["/usr/local/sbin/start-mail"]

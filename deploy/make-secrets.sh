#!/bin/sh
# Makes the secrets of deploy/compose.yaml in deploy/secrets, each once: a file that is there stays.
#
# Only this user can enter the folder. The files themselves are readable, since the container's user
# has another number. Put the token of the Telegram bot into secrets/bot_telegram_token; empty means
# that Telegram is not served. Keep copies of bot_data_key and bot_backup_key away from this machine.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
chmod 0700 secrets

make() {
  if [ ! -e "secrets/$1" ]; then
    printf '%s' "$2" > "secrets/$1"
    chmod 0444 "secrets/$1"
    echo "made secrets/$1"
  fi
}

make postgres_password "$(openssl rand -hex 24)"
make bot_database_url "postgresql+asyncpg://sohoctap:$(cat secrets/postgres_password)@database/sohoctap"
make bot_data_key "$(openssl rand -base64 32 | tr '+/' '-_')"
make bot_backup_key "$(openssl rand -hex 32)"
make bot_operator_token "$(openssl rand -hex 24)"
make bot_telegram_token ""

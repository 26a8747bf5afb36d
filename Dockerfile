# Web and worker from one image; docker-compose.yml says which of them a container is.
FROM node:22-bookworm-slim AS pages
WORKDIR /gridnet
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-bookworm
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# What reports are printed with: Pango, and a Chinese font.
RUN apt-get update && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    fontconfig fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --home-dir /var/lib/gridnet gridnet
WORKDIR /gridnet
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock
COPY --from=pages /gridnet/node_modules node_modules
COPY . .
RUN pip install --no-deps -e .
ENV GRIDNET_INSTANCE_DIR=/var/lib/gridnet
USER gridnet
VOLUME /var/lib/gridnet
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", "0.0.0.0:8000", "gridnet.app:create_app()"]

# The Node that npm brings for the scripts (package.json), so that what was tested is what runs.
FROM node:24.21.0-bookworm-slim AS modules
WORKDIR /app
COPY package.json package-lock.json ./
# The image has a Node of its own: the packages that bring one for npm scripts would double its size.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/node-linux-* node_modules/node-darwin-* node_modules/node-win-* node_modules/.bin/node

FROM node:24.21.0-bookworm-slim
# One malloc arena: chart rendering keeps its memory flat with it.
ENV NODE_ENV=production MALLOC_ARENA_MAX=2
WORKDIR /app
# Everything else stays root's: the bot can't change its own code, on a writable file system either.
RUN mkdir data && chown node:node data
COPY --from=modules /app/node_modules node_modules
COPY package.json LICENSE ./
COPY adapters adapters
COPY src src
USER node
VOLUME ["/app/data"]
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Without a shell in between, which would keep SIGTERM from it.
CMD ["node", "src/bin.js", "start"]

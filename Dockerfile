# Fourfold in a container. Build: docker build -t fourfold .   Run: see server/examples/compose.yaml
# The version is that of .node-version; a test holds them together.

FROM node:26.10.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts
COPY tsconfig.json vite.config.ts ./
COPY client client
COPY server server
COPY shared shared
# The pages once; then the Node that came with the packages goes, as the image has its own.
RUN node server/build-once.ts && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:26.10.0-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data PORT=4400
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/package.json package.json
COPY --from=build /app/server server
COPY --from=build /app/shared shared
# Nothing outside /data is ever written to, so the rest may be read-only.
# A volume takes its owner from the folder it is put on: copies go to the other two.
RUN mkdir /data /backup /backup-keys && chown node:node /data /backup /backup-keys && chmod 700 /data /backup /backup-keys
USER node
VOLUME /data
EXPOSE 4400
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s CMD ["node", "server/operate.ts", "health"]
# A container has a network of its own: without --room nothing outside would reach it.
CMD ["node", "--disable-proto=delete", "server/main.ts", "--room"]

# The whole of Bulkhead in one image; the command names the role: http, worker or migrate.
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY activities ./activities
COPY workflows ./workflows
# Without the optional packages, which are the embedded Postgres and what only the build needs; Temporal's native core
# comes for five platforms, four of which never run here.
RUN npm run build && npm prune --omit=dev --omit=optional && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
      ! -name "$(node -p 'process.arch === "x64" ? "x86_64" : "aarch64"')-unknown-linux-gnu" -exec rm -r {} +

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 BULKHEAD_ASSETS=file:/var/lib/bulkhead/assets
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
# A new volume takes the owner of the folder it is mounted on.
RUN install --directory --owner=node --group=node --mode=0700 /var/lib/bulkhead /var/lib/bulkhead/assets
USER node
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["node", "dist/src/health-check.js", "http"]
ENTRYPOINT ["node", "dist/src/main.js"]
CMD ["http"]

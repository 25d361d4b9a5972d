# The image holds the binary and nothing else. Certificates for sslmode=verify-full
# are given with sslrootcert=/path of a mounted file.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=container
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /promark ./cmd/promark

FROM scratch
COPY --from=build /promark /promark
USER 65534:65534
ENTRYPOINT ["/promark"]

# What a release is made of, in dist/. Two runs on one commit give the same bytes.
# PLATFORMS=linux-amd64,darwin-arm64 builds for these alone.
.PHONY: dist
dist:
	go run ./ci/dist -platforms "$(PLATFORMS)"

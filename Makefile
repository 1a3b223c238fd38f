# What a release is made of, in dist/. Two runs on one commit give the same bytes.
.PHONY: dist
dist:
	go run ./ci/dist

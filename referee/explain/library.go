package explain

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/cogbench/cogbench/referee"
)

// library is a client that headers tell.
type library struct {
	// id is what advice is found by; "" for one that is not known.
	id string
	// name is what people call it.
	name string
	// filesByServicesName is true for one that files a device under the name that the
	// service gives, so that an alias does not hide it.
	filesByServicesName bool
}

// token is a product of a User-Agent or X-Amz-User-Agent, with its version.
var token = regexp.MustCompile(`(?i)(amplify-flutter|amplify-dart|amplify-android|amplify-swift|amplify-ios|aws-amplify|AWSDotNetCognito|boto3|botocore|aws-cli|aws-sdk-[a-z0-9-]+)[/:#]v?([0-9][0-9A-Za-z.+-]*)`)

// libraries are the known ones by the product that they send, as their sources have it:
// amazon-cognito-identity-js src/Platform (it calls itself aws-amplify 0.1 to 5, and 5 for good),
// @aws-amplify/core src/Platform, amplify-android UserAgent.java, amplify-swift
// AmplifyAWSServiceConfiguration.swift, amplify-flutter amplify_user_agent.dart,
// aws-sdk-net-extensions-cognito CognitoUserPool.cs.
func libraries() map[string]library {
	return map[string]library{
		"amplify-flutter":  {id: "amplify-flutter", name: "Amplify Flutter"},
		"amplify-dart":     {id: "amplify-flutter", name: "Amplify Dart"},
		"amplify-android":  {id: "amplify-android", name: "Amplify Android"},
		"amplify-swift":    {id: "amplify-swift", name: "Amplify Swift"},
		"amplify-ios":      {id: "amplify-swift", name: "Amplify iOS"},
		"awsdotnetcognito": {id: "dotnet", name: "Amazon.Extensions.CognitoAuthentication"},
		"boto3":            {id: "python", name: "boto3"},
		"botocore":         {id: "python", name: "botocore"},
		"aws-cli":          {id: "", name: "AWS CLI"},
	}
}

// libraryOf is the library that a call's headers tell; its id and name are empty if none.
func libraryOf(e *referee.Exchange) library {
	product, version := productOf(e)
	switch {
	case product == "aws-amplify" && isBefore6(version):
		return library{id: "identity-js", name: "amazon-cognito-identity-js (alone or in Amplify JS before 6)", filesByServicesName: true}
	case product == "aws-amplify":
		return library{id: "amplify-js", name: "Amplify JS", filesByServicesName: true}
	case strings.HasPrefix(product, "aws-sdk-"):
		return library{id: "sdk", name: "AWS SDK (" + strings.TrimPrefix(product, "aws-sdk-") + ")"}
	default:
		return libraries()[product]
	}
}

// isBefore6 reports whether a version's first number is below 6.
func isBefore6(version string) bool {
	const rewritten = 6
	first, _, _ := strings.Cut(version, ".")
	major, err := strconv.Atoi(first)
	return err == nil && major < rewritten
}

// productOf is the most telling product of a call's headers, in lower case, with its
// version. A library on an SDK is named by both; the library tells more.
func productOf(e *referee.Exchange) (product, version string) {
	text := e.Header["X-Amz-User-Agent"] + " " + e.Header["User-Agent"]
	best := -1
	for _, found := range token.FindAllStringSubmatch(text, -1) {
		name := strings.ToLower(found[1])
		rank := slices.Index([]string{"aws-sdk", "botocore", "boto3", "aws-cli"}, name)
		if rank < 0 && strings.HasPrefix(name, "aws-sdk-") {
			rank = 0
		} else if rank < 0 {
			rank = 9
		}
		if rank > best {
			best, product, version = rank, name, found[2]
		}
	}
	return product, version
}

// clients are the libraries that were seen, as product/version.
func (s *sight) clients() []string {
	var list []string
	for _, e := range s.history.Exchanges {
		if product, version := productOf(e); product != "" && !slices.Contains(list, product+"/"+version) {
			list = append(list, product+"/"+version)
		}
	}
	return list
}

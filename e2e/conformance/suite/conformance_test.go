// The official suite as a test binary of its own, with a list of what each profile asks.
package suite_test

import (
	"fmt"
	"testing"

	"sigs.k8s.io/gateway-api/conformance"
	"sigs.k8s.io/gateway-api/conformance/tests"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/gateway-api/pkg/features"
)

func TestConformance(t *testing.T) {
	conformance.RunConformance(t)
}

var profiles = []suite.ConformanceProfile{
	suite.GatewayHTTPConformanceProfile,
	suite.GatewayTLSConformanceProfile,
	suite.GatewayTCPConformanceProfile,
	suite.GatewayUDPConformanceProfile,
	suite.GatewayGRPCConformanceProfile,
}

// TestInventory prints "PROFILE LEVEL TEST" lines: the suite's own report counts parallel tests before they ran, so
// the runner counts by itself and needs to know which test is core and which extended.
func TestInventory(t *testing.T) {
	for _, profile := range profiles {
		for _, test := range tests.ConformanceTests {
			if level := levelIn(profile, test.Features); level != "" {
				fmt.Println(profile.Name, level, test.ShortName)
			}
		}
	}
}

func levelIn(profile suite.ConformanceProfile, wanted []features.FeatureName) string {
	level := "core"
	for _, feature := range wanted {
		switch {
		case profile.CoreFeatures.Has(feature):
		case profile.ExtendedFeatures.Has(feature):
			level = "extended"
		default:
			return ""
		}
	}
	return level
}

# Policy over `cdktf-cloudcraft review --format json`, for people who do not use CDKTF, or who decide in one place.
#
#   cdktf-cloudcraft review plan.json --format json --fail-on none > review.json
#   opa eval --fail-defined --input review.json --data api-keys.rego 'data.api_keys.deny[_]'
#   conftest test --policy . --namespace api_keys review.json
#
# Rego v1. Not run: no evaluator was at hand where this was written.
package api_keys

import rego.v1

deny contains "this policy knows version 1 of the review only" if input.version != 1

deny contains sprintf("%s: plan has errors", [plan.source]) if {
	some plan in input.plans
	plan.errored
}

deny contains sprintf("%s: plan is partial, or may leave keys out", [plan.source]) if {
	some plan in input.plans
	plan.doubtful
}

# Nobody shares a key with the whole organization.
deny contains sprintf("%s: shared with the whole organization", [change.address]) if {
	some change in input.changes
	some list in ["seenBy", "managedBy"]
	some grantee in change[list].gained
	grantee.kind == "organization"
	not excepted(change, "NoOrganizationSharing")
}

# What may write says why.
deny contains sprintf("%s: may write, and nothing says why", [change.address]) if {
	some change in input.changes
	change.permission.after == "read-write"
	not justified(change)
}

# What is not known until apply cannot be judged.
deny contains sprintf("%s: its permission is not known until apply", [change.address]) if {
	some change in input.changes
	"permission" in change.unknown
}

# A value in plaintext is in every plan and log.
deny contains sprintf("%s: its value goes to %s in plaintext", [change.address, place.address]) if {
	some change in input.changes
	some place in change.goesTo
	place.clear
}

justified(change) if {
	is_string(change.justification.after)
	count(change.justification.after) > 0
}

justified(change) if "justification" in change.sensitive

excepted(change, rule) if {
	some exception in change.exceptions
	exception.rule == rule
}

# Reads "program operation minNs [perSecond]", keeps the best of every round, and
# prints times and ratios; and "program signature BASE64", in which all agree. See run.

$2 == "signature" {
	if (signature == "") signature = $3
	if ($3 != signature) { print $1 " computes another proof"; wrong++ }
	next
}

{
	key = $1 " " $2
	if (!(key in least) || $3 < least[key]) least[key] = $3
	if (NF > 3 && $4 > rate[key]) rate[key] = $4
	if (!($1 in seen)) { seen[$1] = 1; programs[++count] = $1 }
}

function time(program, operation) { return least[program " " operation] }

# The faster of OpenSSL's two ways and GMP.
function rival(operation,   best) {
	best = time("openssl", operation)
	if (time("openssl-window", operation) < best) best = time("openssl-window", operation)
	if (time("gmp", operation) < best) best = time("gmp", operation)
	return best
}

function bound(what, value, least_or_most, limit) {
	missed = least_or_most == "at most" ? value > limit : value < limit
	printf "%-58s %6.3f  (%s %.2f)%s\n", what, value, least_or_most, limit, missed ? "  MISSED" : ""
	if (missed) failures++
}

END {
	printf "%-16s %16s %16s\n", "µs", "client_public", "user_proof"
	for (i = 1; i <= count; i++)
		if (programs[i] != "one" && programs[i] != "all")
			printf "%-16s %16.1f %16.1f\n", programs[i], time(programs[i], "client_public") / 1000, time(programs[i], "user_proof") / 1000
	print ""
	bound("client_public, of the faster of OpenSSL and GMP", time("one", "client_public") / rival("client_public"), "at most", 0.15)
	bound("user_proof, of the faster of OpenSSL and GMP", time("one", "user_proof") / rival("user_proof"), "at most", 0.70)
	bound("both together, times faster than math/big", \
		(time("big", "client_public") + time("big", "user_proof")) / (time("one", "client_public") + time("one", "user_proof")), "at least", 4)
	for (i = split("client_public user_proof", operations, " "); i > 0; i--)
		bound(operations[i] ", rate of " cores " goroutines over one", \
			rate["all " operations[i]] / rate["one " operations[i]], "at least", 0.95 * cores)
	exit wrong > 0 || check != "" && failures > 0
}

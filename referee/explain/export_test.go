package explain

// CauseIDs are the ids of all causes.
func CauseIDs() []string {
	var ids []string
	for _, c := range causes() {
		ids = append(ids, c.id)
	}
	return ids
}

package report

// PageStyle is the style sheet that all pages share. A page that is rendered in
// another room looks like those of this one.
func PageStyle() string { return pageStyle }

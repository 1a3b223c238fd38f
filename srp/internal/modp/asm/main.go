// Command asm generates the amd64 assembly of package modp. It is a module of
// its own so that the generator's dependencies stay out of cogbench's.
package main

import . "github.com/mmcloughlin/avo/build"

func main() {
	ConstraintExpr("amd64")
	productADX()
	squareADX()
	reduceADX()
	multiplyIFMA()
	squareIFMA()
	reduceIFMA()
	Generate()
}

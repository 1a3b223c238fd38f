package cogbench

// Cost is what a run says that it will cost a target.
var Cost = cost

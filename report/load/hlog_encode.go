package loadreport

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The form of an encoded histogram: HdrHistogram's V2, words of variable size.
const (
	plainCookie      = uint32(hdrhistogram.V2EncodingCookieBase) | 0x10
	compressedCookie = uint32(hdrhistogram.V2CompressedEncodingCookieBase) | 0x10
	encodingHeader   = hdrhistogram.ENCODING_HEADER_SIZE
)

// The layout that HistogramLowest and HistogramDigits mean: the smallest bucket
// is 2^9 ns wide, and each doubling of the value has 2^10 buckets.
const (
	unitMagnitude = 9
	halfMagnitude = 10
	halfCount     = 1 << halfMagnitude
)

// histogramEncoder encodes histograms of NewPackedHistogram as the library's
// EncodeV2 does, but keeps its compressor, whose memory of 0.8 MB would else be
// drawn anew for each series in each second.
type histogramEncoder struct {
	plain      []byte
	compressed bytes.Buffer
	zip        *zlib.Writer
}

// appendTo appends the base64 text of the histogram.
func (e *histogramEncoder) appendTo(text []byte, h *hdrhistogram.PackedHistogram) ([]byte, error) {
	e.plain = append(e.plain[:0], make([]byte, encodingHeader)...)
	next := int64(0)
	for value, count := range h.ForEachBucket {
		index := bucketOf(value)
		if zeros := index - next; zeros == 1 {
			e.plain = appendCount(e.plain, 0)
		} else if zeros > 1 {
			e.plain = appendCount(e.plain, -zeros)
		}
		e.plain = appendCount(e.plain, count)
		next = index + 1
	}
	binary.BigEndian.PutUint32(e.plain[0:], plainCookie)
	binary.BigEndian.PutUint32(e.plain[4:], uint32(len(e.plain)-encodingHeader))
	binary.BigEndian.PutUint32(e.plain[12:], HistogramDigits)
	binary.BigEndian.PutUint64(e.plain[16:], uint64(HistogramLowest))
	binary.BigEndian.PutUint64(e.plain[24:], uint64(HistogramHighest))
	binary.BigEndian.PutUint64(e.plain[32:], math.Float64bits(1))
	if err := e.compress(); err != nil {
		return text, err
	}
	return base64.StdEncoding.AppendEncode(text, e.compressed.Bytes()), nil
}

// compress puts the compressed form, behind its header, into e.compressed.
func (e *histogramEncoder) compress() error {
	e.compressed.Reset()
	e.compressed.Write(make([]byte, 8))
	if e.zip == nil {
		e.zip = zlib.NewWriter(&e.compressed)
	} else {
		e.zip.Reset(&e.compressed)
	}
	if _, err := e.zip.Write(e.plain); err != nil {
		return err
	}
	if err := e.zip.Close(); err != nil {
		return err
	}
	head := e.compressed.Bytes()
	binary.BigEndian.PutUint32(head[0:], compressedCookie)
	binary.BigEndian.PutUint32(head[4:], uint32(len(head)-8))
	return nil
}

// bucketOf is the index of the bucket that a value counts in.
func bucketOf(value int64) int64 {
	const mask = 2*halfCount<<unitMagnitude - 1
	doubling := bits.Len64(uint64(value)|mask) - unitMagnitude - halfMagnitude - 1
	return int64(doubling+1)<<halfMagnitude + value>>(doubling+unitMagnitude) - halfCount
}

// appendCount appends a count, or a run of zeros as its negative length, in
// zigzag LEB128.
func appendCount(b []byte, n int64) []byte {
	return binary.AppendUvarint(b, uint64(n<<1)^uint64(n>>63))
}

//! IDX files of digits: pictures of 28 by 28 and their labels, plain or gzip.
//!
//! Files come from outside: sizes are limited before anything is allocated for them, and what
//! does not fit is said in numbers.

use std::io::{self, BufReader, Read};

use flate2::read::GzDecoder;
use thiserror::Error;

use super::picture::{PIXELS, Picture, SIDE};

/// Most pictures or labels that one file may hold.
pub const MAX_COUNT: usize = 500_000;

/// First four bytes of a file of pictures: unsigned bytes in three dimensions.
const PICTURES: u32 = 0x0000_0803;

/// First four bytes of a file of labels: unsigned bytes in one dimension.
const LABELS: u32 = 0x0000_0801;

/// Why a file is not read.
#[derive(Debug, Error)]
pub enum IdxError {
    /// Reading failed, or the gzip stream is damaged.
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    /// Another kind of file.
    #[error("this is not an IDX file of {wanted}: it begins with {found:#010x}, not {expected:#010x}")]
    Magic {
        /// Pictures or labels.
        wanted: &'static str,
        /// First four bytes.
        found: u32,
        /// What they should be.
        expected: u32,
    },
    /// Pictures of another size.
    #[error("the pictures are {height} by {width}; 28 by 28 are needed")]
    Size {
        /// Rows.
        height: u32,
        /// Columns.
        width: u32,
    },
    /// More than the limit.
    #[error("the file announces {0} entries; {MAX_COUNT} are the most that are read")]
    TooMany(u32),
    /// Less data than announced.
    #[error("the file is cut off: {expected} bytes should follow the header, {found} do")]
    Truncated {
        /// Bytes announced.
        expected: usize,
        /// Bytes there.
        found: usize,
    },
    /// More data than announced.
    #[error("the file goes on after the {0} entries that it announces")]
    TooLong(usize),
    /// A label that is no digit.
    #[error("label number {number} is {label}; digits are 0 to 9")]
    Label {
        /// Place in the file, from 1.
        number: usize,
        /// What stands there.
        label: u8,
    },
    /// Two files that do not belong together.
    #[error("there are {pictures} pictures and {labels} labels; the files do not belong together")]
    Counts {
        /// Pictures.
        pictures: usize,
        /// Labels.
        labels: usize,
    },
}

/// Puts each picture beside its label.
pub fn matched(pictures: Vec<Picture>, labels: Vec<u8>) -> Result<Vec<(Picture, u8)>, IdxError> {
    if pictures.len() != labels.len() {
        return Err(IdxError::Counts { pictures: pictures.len(), labels: labels.len() });
    }
    Ok(pictures.into_iter().zip(labels).collect())
}

/// Reads pictures.
pub fn pictures(file: impl Read) -> Result<Vec<Picture>, IdxError> {
    let mut file = opened(file)?;
    let count = header(&mut file, "pictures", PICTURES)?;
    let (height, width) = (number(&mut file)?, number(&mut file)?);
    if (height, width) != (SIDE as u32, SIDE as u32) {
        return Err(IdxError::Size { height, width });
    }
    let bytes = body(file, count, PIXELS)?;
    Ok(bytes.chunks_exact(PIXELS).map(|picture| picture.try_into().expect("chunks of 784 bytes")).collect())
}

/// Reads labels.
pub fn labels(file: impl Read) -> Result<Vec<u8>, IdxError> {
    let mut file = opened(file)?;
    let count = header(&mut file, "labels", LABELS)?;
    let bytes = body(file, count, 1)?;
    match bytes.iter().position(|label| *label > 9) {
        Some(at) => Err(IdxError::Label { number: at + 1, label: bytes[at] }),
        None => Ok(bytes),
    }
}

/// Unpacks gzip, told by its first two bytes.
fn opened(mut file: impl Read) -> io::Result<Box<dyn Read>> {
    let mut start = Vec::new();
    file.by_ref().take(2).read_to_end(&mut start)?;
    let packed = start == [0x1f, 0x8b];
    let mut rest = Vec::new();
    // Packed or not, nothing useful is longer than this.
    file.take((MAX_COUNT * PIXELS) as u64 + 64).read_to_end(&mut rest)?;
    let whole = io::Cursor::new(start).chain(io::Cursor::new(rest));
    Ok(if packed { Box::new(BufReader::new(GzDecoder::new(whole))) } else { Box::new(whole) })
}

fn header(file: &mut impl Read, wanted: &'static str, expected: u32) -> Result<usize, IdxError> {
    let found = number(file)?;
    if found != expected {
        return Err(IdxError::Magic { wanted, found, expected });
    }
    let count = number(file)?;
    match usize::try_from(count) {
        Ok(count) if count <= MAX_COUNT => Ok(count),
        _ => Err(IdxError::TooMany(count)),
    }
}

fn number(file: &mut impl Read) -> Result<u32, IdxError> {
    let mut bytes = Vec::with_capacity(4);
    file.by_ref().take(4).read_to_end(&mut bytes)?;
    match bytes.try_into() {
        Ok(bytes) => Ok(u32::from_be_bytes(bytes)),
        Err(bytes) => Err(IdxError::Truncated { expected: 4, found: Vec::len(&bytes) }),
    }
}

fn body(file: impl Read, count: usize, each: usize) -> Result<Vec<u8>, IdxError> {
    let expected = count * each;
    let mut bytes = Vec::new();
    // One byte more, to see whether the file goes on.
    file.take(expected as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() < expected {
        return Err(IdxError::Truncated { expected, found: bytes.len() });
    }
    if bytes.len() > expected {
        return Err(IdxError::TooLong(count));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;
    use std::io::Write as _;

    fn file(magic: u32, sizes: &[u32], data: &[u8]) -> Vec<u8> {
        let mut bytes = magic.to_be_bytes().to_vec();
        bytes.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
        bytes.extend_from_slice(data);
        bytes
    }

    fn two_pictures() -> Vec<u8> {
        let data: Vec<u8> = (0..2 * PIXELS).map(|i| (i / PIXELS) as u8 + 1).collect();
        file(PICTURES, &[2, 28, 28], &data)
    }

    fn pairs(images: &[u8], marks: &[u8]) -> Result<Vec<(Picture, u8)>, IdxError> {
        matched(pictures(images)?, labels(marks)?)
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn plain_and_packed_files_read_alike() {
        let (images, marks) = (two_pictures(), file(LABELS, &[2], &[3, 9]));
        let plain = pairs(&images, &marks).unwrap();
        assert_eq!(plain.iter().map(|(p, label)| (p[5], *label)).collect::<Vec<_>>(), [(1, 3), (2, 9)]);
        assert_eq!(pairs(&packed(&images), &packed(&marks)).unwrap(), plain);
    }

    #[test]
    fn each_fault_has_its_name() {
        let whole = two_pictures();
        assert!(matches!(pictures(&whole[..900]), Err(IdxError::Truncated { expected: 1568, found: 884 })));
        assert!(matches!(pictures(&whole[..3]), Err(IdxError::Truncated { .. })));
        let cut = &packed(&whole)[..30];
        assert!(matches!(pictures(cut), Err(IdxError::Io(_))));
        assert!(matches!(labels(whole.as_slice()), Err(IdxError::Magic { .. })));
        assert!(matches!(pictures(&file(PICTURES, &[1, 8, 8], &[0; 64])[..]), Err(IdxError::Size { .. })));
        assert!(matches!(labels(&file(LABELS, &[u32::MAX], &[])[..]), Err(IdxError::TooMany(_))));
        assert!(matches!(labels(&file(LABELS, &[1], &[1, 2])[..]), Err(IdxError::TooLong(1))));
        let bad = file(LABELS, &[2], &[1, 10]);
        assert!(matches!(labels(bad.as_slice()), Err(IdxError::Label { number: 2, label: 10 })));
        let one = file(LABELS, &[1], &[1]);
        assert!(matches!(pairs(&whole, &one), Err(IdxError::Counts { pictures: 2, labels: 1 })));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(mut bytes in proptest::collection::vec(any::<u8>(), 0..2000), kind in 0..4) {
            let start: &[u8] = match kind {
                0 => &[],
                1 => &[0x1f, 0x8b, 8],
                2 => &[0, 0, 8, 1, 0, 0],
                _ => &[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28],
            };
            bytes.splice(0..0, start.iter().copied());
            let _ = pictures(bytes.as_slice());
            let _ = labels(bytes.as_slice());
        }
    }
}

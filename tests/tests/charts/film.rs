//! A grey picture of its own, large enough to be kept in several pieces: a PNG whose rows are not compressed.

/// Width and height.
pub(crate) const SIDE: u32 = 1_500;

/// How light a point is.
pub(crate) fn grey(x: u32, y: u32) -> u8 {
    let mixed = x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519);
    (mixed >> 24) as u8
}

/// The file.
pub(crate) fn film() -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..SIDE {
        rows.push(0);
        rows.extend((0..SIDE).map(|x| grey(x, y)));
    }
    let mut packed = vec![0x78, 0x01];
    let blocks = rows.chunks(0xffff).count();
    for (place, block) in rows.chunks(0xffff).enumerate() {
        let length = block.len() as u16;
        packed.push(u8::from(place + 1 == blocks));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(block);
    }
    packed.extend(adler(&rows).to_be_bytes());
    let mut header = Vec::new();
    header.extend(SIDE.to_be_bytes());
    header.extend(SIDE.to_be_bytes());
    header.extend([8, 0, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, content) in [(b"IHDR", header), (b"IDAT", packed), (b"IEND", Vec::new())] {
        file.extend((content.len() as u32).to_be_bytes());
        let named = [name.as_slice(), &content].concat();
        file.extend(&named);
        file.extend(crc(&named).to_be_bytes());
    }
    file
}

fn adler(bytes: &[u8]) -> u32 {
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    (b << 16) | a
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    !crc
}

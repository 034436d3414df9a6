//! A film file: one H.264 track of constant frame rate in an MP4 that can be played while it loads.
//!
//! Samples go to a file of their own as they are made, so memory holds only their sizes (4 bytes each). At the end
//! the header, which needs those sizes, is written before them ("faststart").

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use mp4_atom::{
    Avc1, Avcc, Co64, Codec, Colr, Dinf, Dref, Encode, FourCC, Ftyp, Hdlr, Header, Mdhd, Mdia,
    Minf, Moov, Mvhd, Pasp, Stbl, Stco, Stsc, StscEntry, Stsd, Stss, Stsz, StszSamples, Stts,
    SttsEntry, Tkhd, Trak, Url, Visual, Vmhd,
};

/// Ticks of the track's clock per frame; so that a rate such as 24000/1001 would fit as well.
const TICKS_PER_FRAME: u32 = 512;
/// A chunk is a run of samples with one offset in the header. One for each second or two keeps the table small
/// and lets a player begin in the middle without adding up every size.
const SAMPLES_PER_CHUNK: u32 = 48;

#[derive(Clone, Copy, Debug)]
pub(super) struct Format {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) frames_per_second: u32,
}

pub(super) struct Film {
    format: Format,
    path: PathBuf,
    samples_path: PathBuf,
    samples: BufWriter<File>,
    sizes: Vec<u32>,
    sync: Vec<u32>,
    parameters: Option<(Vec<u8>, Vec<u8>)>,
}

impl Film {
    pub(super) fn create(path: &Path, format: Format) -> io::Result<Self> {
        let samples_path = path.with_extension("samples");
        Ok(Self {
            format,
            path: path.to_owned(),
            samples: BufWriter::with_capacity(1 << 18, File::create(&samples_path)?),
            samples_path,
            sizes: Vec::new(),
            sync: Vec::new(),
            parameters: None,
        })
    }

    /// Appends one frame, given as its NAL units without start codes. Parameter sets are moved to the header,
    /// where `avc1` has them.
    pub(super) fn push<'a>(&mut self, units: impl Iterator<Item = &'a [u8]>) -> io::Result<()> {
        let (mut size, mut sps, mut pps, mut is_sync) = (0_u32, None, None, false);
        for unit in units {
            let Some(first) = unit.first() else { continue };
            match first & 0x1F {
                7 => sps = Some(unit.to_vec()),
                8 => pps = Some(unit.to_vec()),
                kind => {
                    is_sync |= kind == 5;
                    let length = u32::try_from(unit.len()).map_err(io::Error::other)?;
                    self.samples.write_all(&length.to_be_bytes())?;
                    self.samples.write_all(unit)?;
                    size += length + 4;
                }
            }
        }
        if size == 0 {
            return Err(io::Error::other("the encoder dropped a frame"));
        }
        if let (Some(sps), Some(pps)) = (sps, pps) {
            match &self.parameters {
                None => self.parameters = Some((sps, pps)),
                Some(first) if *first != (sps, pps) => {
                    return Err(io::Error::other("the encoder changed its parameters"));
                }
                Some(_) => {}
            }
        }
        self.sizes.push(size);
        if is_sync {
            self.sync.push(self.sizes.len() as u32);
        }
        Ok(())
    }

    /// Writes the film and removes the file of samples. Returns the film's seconds.
    pub(super) fn finish(mut self) -> io::Result<f64> {
        self.samples.flush()?;
        let data_bytes: u64 = self.sizes.iter().map(|size| u64::from(*size)).sum();

        // The offsets in the header depend on its own length, which does not depend on their values.
        let length = self.header(0, data_bytes)?.len() as u64;
        let header = self.header(length, data_bytes)?;
        debug_assert_eq!(header.len() as u64, length);

        let mut film = BufWriter::new(File::create(&self.path)?);
        film.write_all(&header)?;
        io::copy(
            &mut BufReader::new(File::open(&self.samples_path)?),
            &mut film,
        )?;
        film.into_inner().map_err(io::IntoInnerError::into_error)?;
        fs::remove_file(&self.samples_path)?;
        Ok(self.sizes.len() as f64 / f64::from(self.format.frames_per_second))
    }

    /// `ftyp`, `moov` and the head of `mdat`, for samples that begin at `data_at`.
    fn header(&self, data_at: u64, data_bytes: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        Ftyp {
            major_brand: FourCC::new(b"isom"),
            minor_version: 0x200,
            compatible_brands: [b"isom", b"iso2", b"avc1", b"mp41"]
                .map(FourCC::new)
                .to_vec(),
        }
        .encode(&mut bytes)
        .map_err(io::Error::other)?;
        self.moov(data_at, data_bytes)?
            .encode(&mut bytes)
            .map_err(io::Error::other)?;
        Header {
            kind: FourCC::new(b"mdat"),
            size: Some(usize::try_from(data_bytes).map_err(io::Error::other)?),
        }
        .encode(&mut bytes)
        .map_err(io::Error::other)?;
        Ok(bytes)
    }

    fn moov(&self, data_at: u64, data_bytes: u64) -> io::Result<Moov> {
        let timescale = self.format.frames_per_second * TICKS_PER_FRAME;
        let duration = self.sizes.len() as u64 * u64::from(TICKS_PER_FRAME);
        Ok(Moov {
            mvhd: Mvhd {
                timescale,
                duration,
                rate: 1.into(),
                volume: 1.into(),
                next_track_id: 2,
                ..Mvhd::default()
            },
            trak: vec![Trak {
                tkhd: Tkhd {
                    track_id: 1,
                    duration,
                    enabled: true,
                    in_movie: true,
                    width: self.format.width.into(),
                    height: self.format.height.into(),
                    ..Tkhd::default()
                },
                mdia: Mdia {
                    mdhd: Mdhd {
                        timescale,
                        duration,
                        language: "und".to_owned(),
                        ..Mdhd::default()
                    },
                    hdlr: Hdlr {
                        handler: FourCC::new(b"vide"),
                        name: "VideoHandler".to_owned(),
                    },
                    minf: Minf {
                        vmhd: Some(Vmhd::default()),
                        dinf: Dinf {
                            dref: Dref {
                                entries: vec![Url::default().into()],
                            },
                        },
                        stbl: self.sample_table(data_at, data_bytes)?,
                        ..Minf::default()
                    },
                },
                ..Trak::default()
            }],
            ..Moov::default()
        })
    }

    fn sample_table(&self, data_at: u64, data_bytes: u64) -> io::Result<Stbl> {
        let chunks: Vec<&[u32]> = self.sizes.chunks(SAMPLES_PER_CHUNK as usize).collect();
        let mut at = data_at;
        let offsets: Vec<u64> = chunks
            .iter()
            .map(|chunk| {
                let begin = at;
                at += chunk.iter().map(|size| u64::from(*size)).sum::<u64>();
                begin
            })
            .collect();
        // The header is far smaller than this margin; what counts is that both passes choose alike.
        let is_large = data_bytes > u64::from(u32::MAX) - (1 << 28);
        let (stco, co64) = if is_large {
            (None, Some(Co64 { entries: offsets }))
        } else {
            let entries = offsets.iter().map(|offset| *offset as u32).collect();
            (Some(Stco { entries }), None)
        };
        let mut runs: Vec<StscEntry> = Vec::new();
        for (index, chunk) in chunks.iter().enumerate() {
            let samples = chunk.len() as u32;
            if runs
                .last()
                .is_none_or(|run| run.samples_per_chunk != samples)
            {
                runs.push(StscEntry {
                    first_chunk: index as u32 + 1,
                    samples_per_chunk: samples,
                    sample_description_index: 1,
                });
            }
        }
        Ok(Stbl {
            stsd: Stsd {
                codecs: vec![Codec::Avc1(self.sample_entry()?)],
            },
            stts: Stts {
                entries: vec![SttsEntry {
                    sample_count: self.sizes.len() as u32,
                    sample_delta: TICKS_PER_FRAME,
                }],
            },
            stss: Some(Stss {
                entries: self.sync.clone(),
            }),
            stsc: Stsc { entries: runs },
            stsz: Stsz {
                samples: StszSamples::Different {
                    sizes: self.sizes.clone(),
                },
            },
            stco,
            co64,
            ..Stbl::default()
        })
    }

    fn sample_entry(&self) -> io::Result<Avc1> {
        let Some((sps, pps)) = &self.parameters else {
            return Err(io::Error::other("the encoder gave no parameter sets"));
        };
        Ok(Avc1 {
            visual: Visual {
                data_reference_index: 1,
                width: self.format.width,
                height: self.format.height,
                ..Visual::default()
            },
            avcc: Avcc::new(sps, pps).map_err(io::Error::other)?,
            // BT.709, limited range, as in the stream itself; Safari looks here first.
            colr: Some(Colr::Nclx {
                colour_primaries: 1,
                transfer_characteristics: 1,
                matrix_coefficients: 1,
                full_range_flag: false,
            }),
            pasp: Some(Pasp {
                h_spacing: 1,
                v_spacing: 1,
            }),
            ..Avc1::default()
        })
    }
}

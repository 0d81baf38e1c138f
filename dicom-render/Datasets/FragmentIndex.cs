namespace DicomRender.Datasets;

/// <summary>Where the fragments of encapsulated pixel data lie (PS3.5 A.4), found without reading them.</summary>
/// <param name="Source">The file.</param>
/// <param name="BasicOffsets">The Basic Offset Table as it stands, possibly empty or wrong.</param>
/// <param name="Fragments">The fragments in file order, without the offset table.</param>
/// <param name="IsCut">The file ends before the fragments do.</param>
internal sealed record FragmentIndex(DicomSource Source, uint[] BasicOffsets, Fragment[] Fragments, bool IsCut);

/// <summary>One fragment.</summary>
/// <param name="Offset">First byte of its content in the file (its item header lies 8 bytes before).</param>
/// <param name="Length">Bytes of its content that are really there.</param>
/// <param name="IsWhole">False when the file ends inside it.</param>
internal readonly record struct Fragment(long Offset, uint Length, bool IsWhole);

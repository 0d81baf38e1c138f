using System.Runtime.InteropServices;

namespace DicomRender.Decoding.Native;

/// <summary>A shared library the operating system provides, and the Debian package it comes in.</summary>
internal sealed class NativeLibraryRequirement(string library, string package)
{
    private readonly Lazy<bool> _present = new(() => NativeLibrary.TryLoad(library, out _));

    /// <exception cref="DicomException">codec_missing, naming the package.</exception>
    public void Demand()
    {
        if (!_present.Value)
            throw new DicomException("codec_missing", $"{library} is not installed; on Debian it comes with the package {package}.");
    }
}

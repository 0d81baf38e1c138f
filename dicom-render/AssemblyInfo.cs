using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("DicomRender.Tests")]
[assembly: InternalsVisibleTo("Micro")]

using Bff.Film.Commands;

namespace Bff.Tests.Film;

public sealed class ImportFolderTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("cloudclinic-folder-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_folder_that_cannot_be_read_is_named_and_the_others_go_on()
    {
        foreach (var name in new[] { "a", "b", "c" })
            File.WriteAllText(Path.Combine(_root.CreateSubdirectory(name).FullName, "file"), "x");
        using var found = ImportFolder.Walk(_root).GetEnumerator();
        Assert.True(found.MoveNext());
        Directory.Delete(Path.Combine(_root.FullName, "b"), recursive: true);
        var rest = new List<FoundFile>();
        while (found.MoveNext()) rest.Add(found.Current);
        Assert.Equal([("b", true), ("file", false)], rest.Select(f => (Path.GetFileName(f.Path), f.Refusal is not null)));
    }
}

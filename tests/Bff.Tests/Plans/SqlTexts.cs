using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Bff.Tests.Plans;

/// <summary>A statement as it stands in the sources.</summary>
/// <param name="File">Where.</param>
/// <param name="Text">With the constants of its file put in.</param>
/// <param name="IsWhole">False: something that only a request knows stands in it.</param>
internal sealed record SqlText(string File, string Text, bool IsWhole);

/// <summary>Every statement of the product, read from its sources.</summary>
internal static class SqlTexts
{
    private static readonly string[] Starts = ["select ", "insert ", "update ", "delete ", "with ", "(select "];

    public static IEnumerable<SqlText> All()
    {
        var trees = SourceTree.CSharp("bff").Where(f => !f.Contains("/Demo/", StringComparison.Ordinal)).Select(f =>
            (File: Path.GetRelativePath(SourceTree.Root, f), Root: CSharpSyntaxTree.ParseText(File.ReadAllText(f)).GetRoot())).ToList();
        var constants = trees.SelectMany(t => t.Root.DescendantNodes().OfType<FieldDeclarationSyntax>())
            .Where(f => f.Modifiers.Any(SyntaxKind.ConstKeyword)).SelectMany(f => f.Declaration.Variables)
            .Where(v => v.Initializer?.Value is LiteralExpressionSyntax)
            .Select(v => (Class: v.Ancestors().OfType<TypeDeclarationSyntax>().First().Identifier.Text, v.Identifier.Text,
                ((LiteralExpressionSyntax)v.Initializer!.Value).Token.ValueText)).ToLookup(c => c.Class + "." + c.Text, c => c.ValueText);
        return from tree in trees
               from node in tree.Root.DescendantNodes()
               let text = node switch
               {
                   LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } literal => new SqlText(tree.File, literal.Token.ValueText, true),
                   InterpolatedStringExpressionSyntax interpolated => Read(tree.File, interpolated, constants),
                   _ => null,
               }
               where text is not null && Starts.Any(start => text.Text.TrimStart().StartsWith(start, StringComparison.Ordinal))
                   && text.Text.Contains('.', StringComparison.Ordinal)
               select text;
    }

    private static SqlText Read(string file, InterpolatedStringExpressionSyntax interpolated, ILookup<string, string> constants)
    {
        var isWhole = true;
        var own = interpolated.Ancestors().OfType<TypeDeclarationSyntax>().First().Identifier.Text;
        var parts = interpolated.Contents.Select(content =>
        {
            if (content is InterpolatedStringTextSyntax words) return words.TextToken.ValueText;
            var name = ((InterpolationSyntax)content).Expression.ToString();
            if (constants[name.Contains('.', StringComparison.Ordinal) ? name : own + "." + name].FirstOrDefault() is { } value) return value;
            isWhole = false;
            return "";
        }).ToList();
        return new SqlText(file, string.Concat(parts), isWhole);
    }
}

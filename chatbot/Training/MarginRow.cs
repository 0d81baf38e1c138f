using Microsoft.ML;
using Microsoft.ML.Data;

namespace Chatbot.Training;

/// <summary>A row as ML.NET reads it.</summary>
internal sealed class MarginRow
{
    /// <summary>The vector of a question.</summary>
    public VBuffer<float> Features { get; set; }

    /// <summary>Index of the intent, from 0.</summary>
    public uint Label { get; set; }

    /// <summary>How much the row counts; above 0.</summary>
    public float Weight { get; set; }

    /// <summary>The columns and their types, which depend on the knowledge base.</summary>
    public static SchemaDefinition Schema(int features, int intents)
    {
        var schema = SchemaDefinition.Create(typeof(MarginRow));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        schema[nameof(Label)].ColumnType = new KeyDataViewType(typeof(uint), intents);
        return schema;
    }
}

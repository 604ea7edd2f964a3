// Cards in columns, one per value of a field; dragging a card stages the value (studio.md 4.3.17).
//
// Columns come from a select, a bool or a single relation; each pages by itself (50) and shows how
// many there are. A staged move shows at once in its new column. Keyboard twin of the drag:
// Alt+Shift+Left and Right. A column can be folded away, empty ones hidden, cards coloured by
// another field and filled with up to six fields. Object names: data.board.by, .cover, .sum,
// .order, .color, .lines, .hideEmpty, data.board.column.<n>, data.board.fold.<n>.
#pragma once

#include "studio/kit/Theme.h"
#include "studio/views/data/layouts/LayoutPane.h"

#include <optional>
#include <vector>

class QCheckBox;
class QMenu;
class QScrollArea;

namespace socle::studio {

class BoardColumn;
class Button;

class BoardPane : public LayoutPane
{
    Q_OBJECT

public:
    static constexpr int kPage = 50;
    static constexpr int kMostColumns = 24;
    static constexpr int kMostLines = 6;

    explicit BoardPane(ConnectionContext &context, QWidget *parent = nullptr);
    ~BoardPane() override;

    void refresh() override;
    void recordChanged(const RecordKey &key) override;

    int columnCount() const { return static_cast<int>(m_columns.size()); }

    /// Titles of the cards of a column, top down; for tests.
    QStringList cardTitles(int column) const;
    /// Stages the move; also what drag and keys do.
    void moveCard(const QString &recordId, int toColumn);
    /// The same, in front of the card at `row` (past the end: last). Without an order field the
    /// place in the column is the server's.
    void placeCard(const QString &recordId, int toColumn, int row);

    /// Cards are placed by hand.
    bool isOrdered() const { return !m_orderField.isEmpty(); }

    bool isFolded(int column) const;
    void setFolded(int column, bool folded);
    /// Fields below the title of a card, at most kMostLines.
    void setLines(const QStringList &fields);

protected:
    void reload() override;

private:
    friend class BoardColumn;
    friend class CardModel;
    friend class CardDelegate;

    struct Slot
    {
        Json value = {};
        QString title = {};
        Tone tone = Tone::Neutral;
        std::vector<Record> fetched = {};
        qint64 count = -1;
        std::optional<double> sum = {}; // over the whole column, by the server
        bool isWhole = false;
        bool isAsking = false;
        BoardColumn *widget = nullptr;
    };

    void chooseColumns();
    void setSlots(std::vector<std::pair<Json, QString>> values);
    void fetch(std::size_t column);
    void count(std::size_t column);
    void distribute();
    void sumUp();
    void chooseLines();
    void fillLinesMenu();
    void applyFolds();
    /// The hue of a card; invalid without a field to colour by.
    QColor colorFor(const JsonObject &values) const;
    void stageOrder(const QString &recordId, int toColumn, int row);
    double orderOf(const Record &record) const;
    QString conditionOf(const Json &value) const;
    int columnOf(const Json &value) const;
    const Record *find(const QString &id) const;

    Select *const m_by;
    Popover *const m_more; // choices that are made once: the strip keeps room for the rest
    Select *const m_cover;
    Select *const m_sum;
    Select *const m_order;
    Select *const m_color;
    Button *const m_moreButton;
    Button *const m_linesButton;
    QMenu *const m_linesMenu;
    QCheckBox *const m_hideEmpty;
    QScrollArea *const m_scroll;
    QWidget *m_row = nullptr;
    QString m_field;
    QString m_coverField;
    QString m_sumField;
    QString m_colorField;
    QString m_orderField; // cards stand in its order and are placed by hand; may be empty
    QStringList m_lines; // fields below the title
    std::vector<Slot> m_columns;
    std::vector<Record> m_inserts; // staged ones as records, so that cards are all alike
    quint64 m_generation = 0;
};

} // namespace socle::studio

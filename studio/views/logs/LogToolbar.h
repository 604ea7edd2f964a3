// The two lines over the log: words to look for, span of time, live tail; below the chips of what
// is filtered.
//
// Object names: logs.filter, logs.source, logs.range, logs.tail, logs.facets.toggle,
// logs.chip.errors, logs.chip.superusers, logs.chip.<n>.
#pragma once

#include "studio/views/logs/LogFilter.h"

#include <QWidget>

namespace socle::studio {

class WrapLayout;
class Button;
class Chip;
class IconButton;
class SearchField;
class Segmented;

class LogToolbar : public QWidget
{
    Q_OBJECT

public:
    /// `hasProcess`: a local project, whose server's own output can be read too.
    explicit LogToolbar(bool hasProcess, QWidget *parent = nullptr);

    void setFilter(const LogFilter &filter);
    void setLive(bool live);
    void setFacetsShown(bool shown);
    /// The process log has words and nothing else to filter by.
    void setProcess(bool on);
    void focusSearch();

signals:
    void filterChanged(const socle::studio::LogFilter &filter);
    void liveToggled(bool live);
    void facetsToggled(bool shown);
    void processToggled(bool on);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void publish();
    void fillChips();

    LogFilter m_filter;
    SearchField *m_search = nullptr;
    Segmented *m_source = nullptr;
    Segmented *m_range = nullptr;
    Button *m_live = nullptr;
    IconButton *m_facets = nullptr;
    Chip *m_errors = nullptr;
    Chip *m_superusers = nullptr;
    QWidget *m_chipLine = nullptr;
    WrapLayout *m_chips = nullptr;
    std::vector<Chip *> m_made;
    bool m_isLive = true;
};

} // namespace socle::studio

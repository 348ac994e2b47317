// An OLT adapter's use of Ponkeeper, with nothing but Go's standard library: what it does with the
// technology profiles and the resource manager of voltha-lib-go, over JSON.
//
// Each call may be sent again when its answer was lost: the server creates by path, allocates by
// owner, and deletes what the etag names.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"
)

// Ponkeeper is a server.
type Ponkeeper struct {
	url   string
	token string
	http  *http.Client
}

// APIError is what the server answers when it refuses a call.
type APIError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Details []struct {
		Type            string `json:"@type"`
		Code            string `json:"code"`
		Remedy          string `json:"remedy"`
		NothingHappened bool   `json:"nothing_happened"`
	} `json:"details"`
}

func (e *APIError) Error() string { return e.Reason() + ": " + e.Message }

// Reason is the code of Ponkeeper, such as POOL_EXHAUSTED.
func (e *APIError) Reason() string {
	for _, detail := range e.Details {
		if detail.Code != "" {
			return detail.Code
		}
	}
	return fmt.Sprint(e.Code)
}

// mayRepeat tells whether the same call can succeed a moment later. Every call of this program is
// safe to repeat, also after an unknown outcome.
func mayRepeat(err error) bool {
	var refused *APIError
	if !errors.As(err, &refused) {
		return true // The connection failed: there is no answer.
	}
	switch refused.Code {
	case 2, 4, 10, 14: // UNKNOWN, DEADLINE_EXCEEDED, ABORTED, UNAVAILABLE
		return refused.Reason() != "ETAG_MISMATCH"
	}
	return false
}

// call sends a request, and repeats it until it is answered or the context ends.
func (p *Ponkeeper) call(ctx context.Context, method, path string, request, answer interface{}) error {
	for pause := 100 * time.Millisecond; ; pause *= 2 {
		err := p.once(ctx, method, path, request, answer)
		if err == nil || !mayRepeat(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

func (p *Ponkeeper) once(ctx context.Context, method, path string, request, answer interface{}) error {
	response, err := p.send(ctx, method, path, request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		refused := &APIError{}
		if err := json.NewDecoder(response.Body).Decode(refused); err != nil {
			return fmt.Errorf("%s %s: %s", method, path, response.Status)
		}
		return refused
	}
	return json.NewDecoder(response.Body).Decode(answer)
}

func (p *Ponkeeper) send(ctx context.Context, method, path string, request interface{}) (*http.Response, error) {
	var body io.Reader
	if request != nil {
		text, err := json.Marshal(request)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	call, err := http.NewRequestWithContext(ctx, method, p.url+"/v1/"+path, body)
	if err != nil {
		return nil, err
	}
	if request != nil {
		call.Header.Set("Content-Type", "application/json")
	}
	if p.token != "" {
		call.Header.Set("Authorization", "Bearer "+p.token)
	}
	return p.http.Do(call)
}

type object map[string]interface{}

// Instance has what the adapter sends to the OLT. The messages are VOLTHA's own, as JSON.
type Instance struct {
	Name               string          `json:"name"`
	Path               string          `json:"path"`
	AllocID            uint32          `json:"alloc_id"`
	GemPortIDs         []uint32        `json:"gem_port_ids"`
	GemPortByPbit      []uint32        `json:"upstream_gem_port_by_pbit"`
	UpstreamSchedulers json.RawMessage `json:"upstream_schedulers"`
	UpstreamQueues     json.RawMessage `json:"upstream_queues"`
	Etag               string          `json:"etag"`
}

// Claim is an id with its owner.
type Claim struct {
	Name string   `json:"name"`
	IDs  []uint32 `json:"ids"`
	Etag string   `json:"etag"`
}

// Adapter is one OLT.
type Adapter struct {
	server *Ponkeeper
	olt    string
}

// Register stores what the device announces. It succeeds again if the OLT is registered with this.
func (a *Adapter) Register(ctx context.Context) (bool, error) {
	ids := func(kind string, first, last int) object {
		return object{"type": kind, "ranges": []object{{"first": first, "last": last}}}
	}
	var answer struct {
		Written bool `json:"written"`
	}
	err := a.server.call(ctx, "POST", a.olt+":register", object{
		"registration": object{
			"pons": []int{0, 1},
			"ranges": []object{
				ids("ONU_ID", 1, 32), ids("ALLOC_ID", 1024, 1100), ids("GEM_PORT_ID", 1024, 2000)},
		},
	}, &answer)
	return answer.Written, err
}

// OnuID is the id of the ONU with this serial number: the same one each time.
func (a *Adapter) OnuID(ctx context.Context, pon int, serial string) (*Claim, error) {
	var answer struct {
		Claim Claim `json:"claim"`
	}
	path := fmt.Sprintf("%s/pons/%d/pools/onu:allocate", a.olt, pon)
	err := a.server.call(ctx, "POST", path, object{"owner": serial, "count": 1}, &answer)
	return &answer.Claim, err
}

// Create gives the service its Alloc-ID and GEM port ids: the same ones each time.
func (a *Adapter) Create(ctx context.Context, pon int, onu uint32, uni, template int) (*Instance, bool, error) {
	var answer struct {
		Instance Instance `json:"instance"`
		Created  bool     `json:"created"`
	}
	path := fmt.Sprintf("%s/pons/%d/onus/%d/unis/%d/instances", a.olt, pon, onu, uni)
	err := a.server.call(ctx, "POST", path, object{"template": template}, &answer)
	return &answer.Instance, answer.Created, err
}

// Instances are those of the OLT: what an adapter reads when it starts.
func (a *Adapter) Instances(ctx context.Context) ([]Instance, error) {
	var all []Instance
	for token := ""; ; {
		var page struct {
			Instances []Instance `json:"instances"`
			Next      string     `json:"next_page_token"`
		}
		path := a.olt + "/instances?page_token=" + url.QueryEscape(token)
		if err := a.server.call(ctx, "GET", path, nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Instances...)
		if token = page.Next; token == "" {
			return all, nil
		}
	}
}

// Delete deletes what was read, and frees its ids; nothing else that came to its place meanwhile.
func (a *Adapter) Delete(ctx context.Context, name, etag string) error {
	return a.server.call(ctx, "DELETE", name+"?etag="+url.QueryEscape(etag), nil, &object{})
}

// Change is what happened to an instance, a claim, a template or the OLT.
type Change struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

// Watch tells begun when nothing is missed any more, and then of each change of the OLT, until the
// context ends. An adapter with several processes reads everything again after a resync, and goes
// on behind its last bookmark when the server ends the stream.
func (a *Adapter) Watch(ctx context.Context, begun chan<- bool, changes chan<- Change) error {
	response, err := a.server.send(ctx, "GET", "changes:watch?parent="+url.QueryEscape(a.olt), nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var event struct {
			Begun   bool     `json:"begun"`
			Changes []Change `json:"changes"`
		}
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			return err
		}
		if event.Begun {
			close(begun)
		}
		for _, change := range event.Changes {
			changes <- change
		}
	}
	return lines.Err()
}

func run(ctx context.Context, adapter *Adapter) error {
	if _, err := adapter.Register(ctx); err != nil {
		return err
	}
	begun, changes := make(chan bool), make(chan Change, 100)
	go adapter.Watch(ctx, begun, changes)
	select {
	case <-begun:
	case <-ctx.Done():
		return ctx.Err()
	}

	onu, err := adapter.OnuID(ctx, 0, "ALCL00000001")
	if err != nil {
		return err
	}
	fmt.Printf("ONU ALCL00000001 has id %d\n", onu.IDs[0])

	// As if the first answer had been lost.
	first, _, err := adapter.Create(ctx, 0, onu.IDs[0], 0, 64)
	if err != nil {
		return err
	}
	again, created, err := adapter.Create(ctx, 0, onu.IDs[0], 0, 64)
	if err != nil {
		return err
	}
	fmt.Printf("%s has Alloc-ID %d and GEM ports %v; sent again: same ids %t, created %t\n",
		first.Path, first.AllocID, first.GemPortIDs, first.AllocID == again.AllocID, created)
	fmt.Printf("p-bit 3 goes to GEM port %d; %d bytes of schedulers, %d of queues for the OLT\n",
		first.GemPortByPbit[3], len(first.UpstreamSchedulers), len(first.UpstreamQueues))

	instances, err := adapter.Instances(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("after a restart: %d instance\n", len(instances))

	for _, instance := range instances {
		if err := adapter.Delete(ctx, instance.Name, instance.Etag); err != nil {
			return err
		}
	}
	if err := adapter.Delete(ctx, onu.Name, onu.Etag); err != nil {
		return err
	}
	if instances, err = adapter.Instances(ctx); err != nil {
		return err
	}
	fmt.Printf("deleted; left: %d\n", len(instances))
	for i := 0; i < 4; i++ {
		select {
		case change := <-changes:
			fmt.Println("seen:", change.Kind, change.Name)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func main() {
	server := flag.String("server", "http://127.0.0.1:8765", "the `URL` of the server")
	olt := flag.String("olt", "olt-go", "the OLT's `name`")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	adapter := &Adapter{
		server: &Ponkeeper{url: *server, token: os.Getenv("PONKEEPER_TOKEN"), http: &http.Client{}},
		olt:    "technologies/XGS-PON/olts/" + *olt,
	}
	if err := run(ctx, adapter); err != nil {
		fmt.Fprintln(os.Stderr, "adapter:", err)
		os.Exit(1)
	}
}
